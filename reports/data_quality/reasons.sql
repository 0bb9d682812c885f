-- What was refused, by reason.
-- Grain: one row per reason, with the last day on which it happened.
select
    reason,
    toString(toDate(toTimeZone(max(received), {tz:String}))) as last_day,
    sum(refusals.refused) as refused
from refusals
where
    site = {site:String}
    and received >= {start:DateTime64(3,'UTC')}
    and received < {end:DateTime64(3,'UTC')}
group by reason
order by
    refused desc,
    reason
limit 1000
