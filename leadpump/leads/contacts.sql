-- The sealed contact details of some leads, oldest first.
-- Grain: one row per submission, report or note of a lead.
with parts as
(
    select
        lead_id,
        subject_id as part
    from lead_events
    where
        site = {site:String}
        and kind in ('created', 'submission')
        and lead_id in {leads:Array(UUID)}
    union distinct
    select
        lead_id,
        lead_id as part
    from lead_events
    where
        site = {site:String}
        and kind = 'created'
        and lead_id in {leads:Array(UUID)}
)
select
    toString(p.lead_id) as lead,
    toString(c.id) as id,
    c.sealed as sealed
from contacts as c
inner join parts as p on p.part = c.lead_id
where c.site = {site:String}
order by
    c.ts,
    c.id
