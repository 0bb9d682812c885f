-- How many events some sessions of a site have.
-- Grain: one row per session.
select
    session_id,
    count() as events
from events
where
    site = {site:String}
    and session_id in {sessions:Array(UInt64)}
group by session_id
