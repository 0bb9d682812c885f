-- Under which visitors some page views of a site are stored between two times: more than one where a network changed; and
-- where visitors are stored who came with a lasting number in the middle of a visit.
-- first_session and end_session bound the sorting key: a session's upper 32 bits are the second it was first seen.
-- Grain: one row per page view, visitor and lasting number.
select
    page_id,
    visitor_id,
    lasting_id
from events
where
    site = {site:String}
    and session_id >= {first_session:UInt64}
    and session_id < {end_session:UInt64}
    and (page_id in {pages:Array(UUID)} or has({lasting:Array(UInt64)}, lasting_id))
    and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
    and ts <= fromUnixTimestamp64Milli({last:Int64}, 'UTC')
group by
    page_id,
    visitor_id,
    lasting_id
