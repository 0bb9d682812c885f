-- What was refused of a site's pages since a moment.
-- Grain: one row per reason, host and name of a site that is not known, the one refused most first.
select
    reason,
    hostname,
    unknown,
    sum(refused) as refusals,
    max(received) as latest
from refusals
where
    site = {site:String}
    and received >= {since:DateTime64(3,'UTC')}
group by
    reason,
    hostname,
    unknown
order by
    refusals desc,
    reason,
    hostname,
    unknown
limit 20
