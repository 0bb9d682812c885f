-- Samples of what was refused: where the mistake is, on which pages and from which browsers. A site's name that is not
-- measured here stands in place of the mistake. Refusals without a sample are left out.
-- Grain: one row per reason, host, event, mistake and browser, the 1,000 with most refusals.
select
    reason,
    hostname,
    name as event,
    if(unknown = '', detail, concat('data-site="', unknown, '"')) as mistake,
    browser as agent,
    toString(toDate(toTimeZone(max(received), {tz:String}))) as last_day,
    sum(refusals.refused) as refused
from refusals
where
    site = {site:String}
    and received >= {start:DateTime64(3,'UTC')}
    and received < {end:DateTime64(3,'UTC')}
    and detail != ''
group by
    reason,
    hostname,
    event,
    mistake,
    agent
order by
    refused desc,
    last_day desc,
    reason,
    hostname,
    event,
    mistake,
    agent
limit 1000
