-- Leads of these sessions, with the session and the visitor that their submission now belongs to.
-- Grain: one row per submission.
with left_behind as
(
    select subject_id
    from lead_events
    where
        site = {site:String}
        and kind in ('created', 'submission')
        and has({sessions:Array(UInt64)}, session_id)
)
select
    site,
    toString(id) as submission,
    session_id as session,
    visitor_id as visitor
from events
where
    site = {site:String}
    and id in (select subject_id from left_behind)
    and session_id >= {first_session:UInt64}
    and session_id <= {last_session:UInt64}
    and not has({sessions:Array(UInt64)}, session_id)
