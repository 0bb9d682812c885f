-- Which of these people, and of these ids of leads and submissions, somebody has told of.
-- Grain: one row per person and submission.
select distinct
    person,
    toString(if(kind = 'reported', id, subject_id)) as submission
from lead_events
where
    site = {site:String}
    and kind in ('created', 'submission', 'reported')
    and
    (
        person in {people:Array(UInt64)}
        or subject_id in {ids:Array(UUID)}
        or lead_id in {ids:Array(UUID)}
    )
