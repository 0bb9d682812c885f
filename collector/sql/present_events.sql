-- Which of these events are in the table itself, and in which session.
-- first and last (Unix milliseconds) bound the look-up to the partitions and granules that can hold them.
-- Grain: one row per stored event.
select
    toString(id) as known_id,
    session_id
from events
where
    ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
    and ts <= fromUnixTimestamp64Milli({last:Int64}, 'UTC')
    and id in {ids:Array(UUID)}
