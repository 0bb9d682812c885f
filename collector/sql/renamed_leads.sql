-- Submissions made in these sessions that are under another number than the visitor of their session: who agreed afterwards.
-- Grain: one row per submission.
with visits as
(
    select
        session_id,
        visitor_id
    from session_summaries final
    where
        site = {site:String}
        and session_id in {sessions:Array(UInt64)}
        and not gone
)
select distinct
    toString(l.subject_id) as submission,
    l.session_id as session,
    v.visitor_id as visitor
from lead_events as l
inner join visits as v on v.session_id = l.session_id
where
    l.site = {site:String}
    and l.kind in ('created', 'submission')
    and has({sessions:Array(UInt64)}, l.session_id)
    and l.visitor_id != v.visitor_id
