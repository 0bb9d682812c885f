-- About how many different arrivals a site had in a month.
-- Grain: one row.
select
    uniq(arrival) as arrivals
from events
where
    site = {site:String}
    and toYYYYMM(ts) = {month:UInt32}
