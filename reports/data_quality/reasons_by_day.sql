-- What was refused, by day in the site's time zone and by reason.
-- Grain: one row per day and reason, the latest 1,000.
select
    toString(toDate(toTimeZone(received, {tz:String}))) as day,
    reason,
    sum(refusals.refused) as refused
from refusals
where
    site = {site:String}
    and received >= {start:DateTime64(3,'UTC')}
    and received < {end:DateTime64(3,'UTC')}
group by
    day,
    reason
order by
    day desc,
    refused desc,
    reason
limit 1000
