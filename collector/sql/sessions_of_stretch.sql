-- The sessions of a site that were first seen in a stretch of time, of which sum_stretch.sql sums a part.
-- Grain: one row per session.
select distinct session_id
from events
where
    site = {site:String}
    and session_id >= {first_session:UInt64}
    and session_id < {end_session:UInt64}
    and session_id % {parts:UInt64} = {part:UInt64}
    and bot = ''
