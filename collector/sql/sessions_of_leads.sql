-- The sessions in which forms of leads were submitted.
-- Grain: one row per session.
select distinct
    site,
    session_id
from lead_events
where
    kind in ('created', 'submission')
    and via = 'form'
