-- How many events are stored between two times (Unix milliseconds), both included.
-- Grain: one row.
select count() as n
from events
where
    site in {sites:Array(String)}
    and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
    and ts <= fromUnixTimestamp64Milli({last:Int64}, 'UTC')
