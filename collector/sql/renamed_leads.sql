-- Submissions that are under another number than the visitor of their session: who agreed afterwards. sessions: made in these; in
-- any where it is empty.
-- Grain: one row per submission.
with made as
(
    select distinct
        site,
        subject_id,
        session_id,
        visitor_id
    from lead_events
    where
        kind in ('created', 'submission')
        and (empty({sessions:Array(UInt64)}) or has({sessions:Array(UInt64)}, session_id))
)
select distinct
    m.site as site,
    toString(m.subject_id) as submission,
    m.session_id as session,
    v.visitor_id as visitor
from made as m
inner join
(
    select
        site,
        session_id,
        visitor_id
    from session_summaries final
    where
        (site, session_id) in (select site, session_id from made)
        and not gone
) as v on v.site = m.site and v.session_id = m.session_id
where m.visitor_id != v.visitor_id
