-- The days of some entries.
-- Grain: one row per entry and day.
select
    toString(entry) as id,
    day
from spend
where site = {site:String} and entry in {entries:Array(UUID)}
