-- The ids by which the leads, submissions, reports and notes of some persons, and of leads that name none, go.
-- Grain: one row per id.
with own as
(
    select lead_id
    from lead_events
    where
        site = {site:String}
        and (has({persons:Array(UInt64)}, person) or lead_id in {leads:Array(UUID)})
        and kind in ('created', 'submission')
),
known as
(
    select
        lead_id as id
    from own
    union distinct
    select
        subject_id as id
    from lead_events
    where
        site = {site:String}
        and lead_id in (select lead_id from own)
        and kind in ('created', 'submission')
    union distinct
    select
        id
    from contacts
    where
        site = {site:String}
        and has({persons:Array(UInt64)}, person)
    union distinct
    select
        id
    from lead_events
    where
        site = {site:String}
        and has({persons:Array(UInt64)}, person)
        and kind not in ('created', 'submission')
)
select distinct
    toString(id) as known_id
from known
