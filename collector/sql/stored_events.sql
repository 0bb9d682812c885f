-- The stored events of some visitors or page views of a site between two times, for finding their sessions.
-- first_session and last_session bound the sorting key: a session's upper 32 bits are the second it was first seen.
-- Grain: one row per event.
select
    visitor_id,
    session_id,
    page_id,
    toUnixTimestamp64Milli(ts) as milliseconds
from events
where
    site = {site:String}
    and session_id >= {first_session:UInt64}
    and session_id < {last_session:UInt64}
    and (visitor_id in {visitors:Array(UInt64)} or page_id in {pages:Array(UUID)})
    and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
    and ts <= fromUnixTimestamp64Milli({last:Int64}, 'UTC')
