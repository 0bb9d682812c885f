-- The imports of a site, the latest first. What one import wrote was received at one moment.
-- Grain: one row per import.
with gone as
(
    select subject_id as fact
    from lead_events
    where
        site = {site:String}
        and kind = 'retracted'
),
marked as
(
    select subject_id as fact
    from lead_events
    where
        site = {site:String}
        and kind in ('created', 'submission')
        and lead_id in
        (
            select lead_id
            from lead_events
            where
                site = {site:String}
                and kind = 'spam'
                and reason = 'undone'
                and id not in (select fact from gone)
        )
)
select
    toUnixTimestamp64Milli(received) as received_ms,
    any(author) as writer,
    countIf(kind = 'reported') as leads,
    countIf(kind != 'reported') as changes,
    countIf(id in (select fact from gone) or (kind = 'reported' and id in (select fact from marked))) as withdrawn
from lead_events
where
    site = {site:String}
    and via = 'csv'
    and kind not in ('created', 'submission', 'retracted')
group by received
order by received desc
limit 50
