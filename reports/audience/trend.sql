-- Visitors, sessions and returns over time, by the start of the session. See audience.sql for what a return is.
-- Intervals are hours, days, ISO weeks or months in the site's time zone; the period before is shifted onto this one.
-- Grain: one row per interval in which there is something to count.
with counted as
(
    select
        toTimeZone(started, {tz:String})
            + toIntervalMonth({shift_months:Int32})
            + toIntervalDay({shift_days:Int32}) as moment,
        visitor_id,
        session_id not in
        (
            select min(session_id)
            from sessions
            where
                site = {site:String}
                and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 90 day)), 32)
                and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
            group by visitor_id
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
    multiIf(
        {interval:String} = 'month', toString(toStartOfMonth(moment)),
        {interval:String} = 'week', toString(toMonday(moment)),
        {interval:String} = 'hour', formatDateTime(moment, '%Y-%m-%dT%H:00'),
        toString(toDate(moment))
    ) as bucket,
    uniqExact(visitor_id) as visitors,
    count() as sessions,
    countIf(is_return) as returning_sessions
from counted
group by bucket
order by bucket
