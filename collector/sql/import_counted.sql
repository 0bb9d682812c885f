-- Ids that were counted in the last 40 days, so many at the most. Of forms those before as well: a form may be stored under another id
-- than a file gives it, by which it is not found. Those of the last days are left to the list: what a cut-off import did not put on it
-- has to be found in the table itself, or it would never be there.
-- Grain: one row per id.
select id
from events
where
    name = 'form_submit'
    and received < now('UTC') - interval 39 day
union all
(
    select id
    from event_ids
    limit {most:UInt64}
)
