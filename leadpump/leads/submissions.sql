-- What was submitted or reported for a lead.
-- Grain: one row per submission.
select
    toString(subject_id) as submission,
    toUnixTimestamp64Milli(min(ts)) as ms,
    any(via) as via,
    any(form) as form,
    any(magnet) as magnet,
    any(path) as path,
    any(author) as author,
    max(session_id) as session_id,
    max(visitor_id) as visitor_id
from lead_events
where
    site = {site:String}
    and lead_id = {lead:UUID}
    and kind in ('created', 'submission')
group by subject_id
order by
    ms,
    submission
