-- Every event of one session, whole, to be written again under another session.
-- Grain: one row per event.
select *
from events
where
    site = {site:String}
    and session_id = {session:UInt64}
