-- Which of these facts are there, and whether they were withdrawn: by a retraction, or a lead by the undoing of an import that told of
-- it. mark: what marks that lead as undone, or "".
-- Grain: one row per fact.
with gone as
(
    select subject_id
    from lead_events
    where
        site = {site:String}
        and kind = 'retracted'
),
marks as
(
    select
        s.subject_id as fact,
        any(toString(m.id)) as mark
    from lead_events as s
    inner join
    (
        select
            id,
            lead_id
        from lead_events
        where
            site = {site:String}
            and kind = 'spam'
            and reason = 'undone'
            and id not in (select subject_id from gone)
    ) as m on m.lead_id = s.lead_id
    where
        s.site = {site:String}
        and s.kind in ('created', 'submission')
        and s.subject_id in {ids:Array(UUID)}
    group by fact
)
select
    toString(e.id) as fact,
    e.id in (select subject_id from gone) as withdrawn,
    any(m.mark) as mark
from lead_events as e
left join marks as m on m.fact = e.id
where
    e.site = {site:String}
    and e.id in {ids:Array(UUID)}
group by
    fact,
    withdrawn
