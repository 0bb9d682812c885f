-- Who came: visitors, sessions, and how many sessions were a visitor's return. A session is a return if its visitor
-- had an earlier session in the 90 days before the period or in it. Bounce rate = bounces / sessions; a converting
-- visitor submitted a form.
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
        form_submissions,
        session_id not in
        (
            select min(session_id)
            from sessions
            where
                site = {site:String}
                and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 90 day)), 32)
                and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
            group by visitor_id
            having min(session_id) >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        ) as is_return
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
    countIf(is_return) as returning_sessions
from counted
group by grouping sets ((), (slot))
order by bucket
