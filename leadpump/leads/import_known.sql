-- Which of these facts are there, and whether they were withdrawn: by a retraction, or a lead by the undoing of its import.
-- Grain: one row per fact.
with marks as
(
    select
        lead_id,
        toString(id) as mark
    from lead_events
    where
        site = {site:String}
        and kind = 'spam'
        and reason = 'undone'
        and lead_id in {ids:Array(UUID)}
        and id not in (select subject_id from lead_events where site = {site:String} and kind = 'retracted')
)
select
    toString(e.id) as fact,
    e.id in (select subject_id from lead_events where site = {site:String} and kind = 'retracted') as withdrawn,
    any(m.mark) as mark
from lead_events as e
left join marks as m on m.lead_id = e.id
where
    e.site = {site:String}
    and e.id in {ids:Array(UUID)}
group by
    fact,
    withdrawn
