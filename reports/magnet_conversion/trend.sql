-- Visitors to whom a magnet was shown, and those who completed one, over time.
-- Intervals are hours, days, ISO weeks or months in the site's time zone; the period before is shifted onto this one.
-- Grain: one row per interval in which there is something to count.
with counted as
(
    select
        toTimeZone(ts, {tz:String})
            + toIntervalMonth({shift_months:Int32})
            + toIntervalDay({shift_days:Int32}) as moment,
        visitor_id,
        magnet,
        name
    from events
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
)
select
    multiIf(
        {interval:String} = 'month', toString(toStartOfMonth(moment)),
        {interval:String} = 'week', toString(toMonday(moment)),
        {interval:String} = 'hour', formatDateTime(moment, '%Y-%m-%dT%H:00'),
        toString(toDate(moment))
    ) as bucket,
    uniqExact(visitor_id) as shown_visitors,
    uniqExactIf(
        visitor_id,
        name = 'form_submit' and not has({file_magnets:Array(String)}, toString(magnet))
            or name = 'download' and not has({form_magnets:Array(String)}, toString(magnet))
    ) as completed_visitors
from counted
group by bucket
order by bucket
