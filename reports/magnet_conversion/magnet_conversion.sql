-- The same over all magnets: a visitor who was shown several counts once. Leads are those made with a magnet, and told of the whole
-- period. Intervals are hours, days, ISO weeks or months by the site's clock; the period before is shifted onto this one.
-- Grain: one row for the whole period, which has no bucket, and one per interval in which there is something to count.
with acted as
(
    select
        grouping(slot) = 1 as is_whole,
        dateTrunc(
            {interval:String},
            toDateTime(
                toDate(toTimeZone(ts, {tz:String})) + toIntervalMonth({shift_months:Int32}) + toIntervalDay({shift_days:Int32}),
                'UTC'
            ) + toIntervalHour(toHour(toTimeZone(ts, {tz:String})))
        ) as slot,
        uniqExact(visitor_id) as shown_visitors,
        uniqExactIf(visitor_id, name in ('form_start', 'form_submit')) as started_visitors,
        uniqExactIf(
            visitor_id,
            name = 'form_submit' and not has({file_magnets:Array(String)}, toString(magnet))
                or name = 'download' and not has({form_magnets:Array(String)}, toString(magnet))
        ) as completed_visitors
    from visitor_events
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        and bot = ''
        and spam = ''
        and magnet != ''
        and name in ('magnet_view', 'form_view', 'form_start', 'form_submit', 'download')
    group by grouping sets ((), (slot))
),
made as
(
    select
        true as is_whole,
        count() as leads,
        countIf(isNotNull(mql)) as mql_leads,
        countIf(isNotNull(customer)) as customers,
        sum(revenue) as revenue
    from leads
    where
        site = {site:String}
        and created >= {start:DateTime64(3,'UTC')}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        and magnet != ''
)
select
    if(acted.is_whole, '', formatDateTime(acted.slot, if({interval:String} = 'hour', '%Y-%m-%dT%H:00', '%Y-%m-%d'))) as bucket,
    acted.shown_visitors as shown_visitors,
    acted.started_visitors as started_visitors,
    acted.completed_visitors as completed_visitors,
    made.leads as leads,
    made.mql_leads as mql_leads,
    made.customers as customers,
    made.revenue as revenue
from acted
left join made on made.is_whole = acted.is_whole
order by bucket
