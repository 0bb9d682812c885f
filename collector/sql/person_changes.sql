-- What happened to a person's leads, and what was told of the person without being any lead's: by somebody who is none, or withdrawn.
-- Grain: one row per fact.
with of_leads as
(
    select *
    from lead_changes
    where
        site = {site:String}
        and lead_id in {ids:Array(UUID)}
)
select *
from
(
    select
        *,
        false as withdrawn
    from of_leads
    union all
    select
        site,
        lead_id,
        ts,
        received,
        id,
        kind,
        stage,
        reason,
        value,
        currency,
        order_id,
        consent,
        interesting,
        interested,
        author,
        via,
        toBool(id in (select subject_id from lead_events where site = {site:String} and kind = 'retracted')) as withdrawn
    from lead_events
    where
        site = {site:String}
        and (person = {person:UInt64} or lead_id in {ids:Array(UUID)})
        and kind not in ('created', 'submission', 'reported', 'retracted')
        and id not in (select id from of_leads)
)
order by
    ts,
    id
