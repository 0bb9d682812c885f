-- Samples of what was refused: where the mistake is, on which pages and from which browsers. The mistake is the field that
-- was wrong or missing, or the name of a site that is not measured here. Refusals without a sample are left out.
-- Grain: one row per reason, host, event, mistake and browser, the 1,000 with most refusals.
select
    reason,
    hostname,
    name as event,
    if(unknown = '', extract(detail, '(?:\\$\\.|field `)([^`\\[]+)'), unknown) as mistake,
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
