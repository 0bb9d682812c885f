-- Visitors = distinct visitors of the sessions that started in the period. A converting visitor submitted a form in one
-- of them. Bounce rate = bounces / sessions; session time = total seconds / sessions.
-- Intervals are hours, days, ISO weeks or months by the site's clock; the period before is shifted onto this one.
-- Grain: one row for the whole period, which has no bucket, and one per interval in which there is something to count.
with counted as
(
    select
        dateTrunc(
            {interval:String},
            toDateTime(
                toDate(toTimeZone(started, {tz:String})) + toIntervalMonth({shift_months:Int32}) + toIntervalDay({shift_days:Int32}),
                'UTC'
            ) + toIntervalHour(toHour(toTimeZone(started, {tz:String})))
        ) as slot,
        visitor_id,
        is_bounce,
        duration_seconds,
        form_submissions
    from sessions
    where
        site = {site:String}
        and started >= {start:DateTime64(3,'UTC')}
        and started < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
)
select
    if(grouping(slot) = 1, '', formatDateTime(slot, if({interval:String} = 'hour', '%Y-%m-%dT%H:00', '%Y-%m-%d'))) as bucket,
    uniqExact(visitor_id) as visitors,
    uniqExactIf(visitor_id, form_submissions > 0) as converting_visitors,
    count() as sessions,
    countIf(is_bounce) as bounces,
    round(sum(duration_seconds), 3) as total_seconds
from counted
group by grouping sets ((), (slot))
order by bucket
