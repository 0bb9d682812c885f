-- The leads that one import made and that still count, and whether somebody else told of them too.
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
)
select
    toString(e.lead_id) as lead,
    countIf(e.subject_id not in (select id from reports)) > 0 as shared
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
            and kind = 'created'
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
            and id not in (select subject_id from lead_events where site = {site:String} and kind = 'retracted')
    )
group by lead
