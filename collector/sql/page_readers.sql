-- Under which visitors some page views of a site are stored between two times: more than one where a network changed.
-- first_session and end_session bound the sorting key: a session's upper 32 bits are the second it was first seen.
-- Grain: one row per page view and visitor.
select
    page_id,
    visitor_id
from events
where
    site = {site:String}
    and session_id >= {first_session:UInt64}
    and session_id < {end_session:UInt64}
    and page_id in {pages:Array(UUID)}
    and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
    and ts <= fromUnixTimestamp64Milli({last:Int64}, 'UTC')
group by
    page_id,
    visitor_id
