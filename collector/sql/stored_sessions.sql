-- The sessions that some visitors of a site have between two times, each from its first to its last event in there.
-- first_session and end_session bound the sorting key: a session's upper 32 bits are the second it was first seen.
-- Grain: one row per session, and visitor if it had two.
select
    visitor_id,
    session_id,
    toUnixTimestamp64Milli(min(ts)) as first_ms,
    toUnixTimestamp64Milli(max(ts)) as last_ms
from events
where
    site = {site:String}
    and session_id >= {first_session:UInt64}
    and session_id < {end_session:UInt64}
    and visitor_id in {visitors:Array(UInt64)}
    and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
    and ts <= fromUnixTimestamp64Milli({last:Int64}, 'UTC')
group by
    visitor_id,
    session_id
