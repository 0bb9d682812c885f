-- The leads that one import told of and that still count. shared: somebody else told of them too, and has not taken that back.
-- told: what the import told and has not taken back itself.
-- Grain: one row per lead.
with reports as
(
    select id
    from lead_events
    where
        site = {site:String}
        and via = 'csv'
        and kind = 'reported'
        and toUnixTimestamp64Milli(received) = {received:Int64}
),
gone as
(
    select subject_id
    from lead_events
    where
        site = {site:String}
        and kind = 'retracted'
)
select
    toString(e.lead_id) as lead,
    countIf(e.subject_id not in (select id from reports) and e.subject_id not in (select subject_id from gone)) > 0 as shared,
    arrayMap(
        report -> toString(report),
        groupUniqArrayIf(e.subject_id, e.subject_id in (select id from reports) and e.subject_id not in (select subject_id from gone))
    ) as told
from lead_events as e
where
    e.site = {site:String}
    and e.kind in ('created', 'submission')
    and e.lead_id in
    (
        select lead_id
        from lead_events
        where
            site = {site:String}
            and kind in ('created', 'submission')
            and subject_id in (select id from reports)
    )
    and e.lead_id not in
    (
        select lead_id
        from lead_events
        where
            site = {site:String}
            and kind = 'spam'
            and reason = 'undone'
            and id not in (select subject_id from gone)
    )
group by lead
having notEmpty(told)
