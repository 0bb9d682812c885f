-- How much of the file happened when.
-- Grain: one row per hour.
select
    intDiv(toUnixTimestamp64Milli(ts), 3600000) as hour,
    count() as events
from {rows:Identifier}
group by hour
order by hour
