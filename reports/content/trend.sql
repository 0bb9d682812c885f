-- Pages opened over time and how they were read, by when the page was opened.
-- Intervals are hours, days, ISO weeks or months in the site's time zone; the period before is shifted onto this one.
-- Grain: one row per interval in which there is something to count.
with counted as
(
    select
        toTimeZone(ts, {tz:String})
            + toIntervalMonth({shift_months:Int32})
            + toIntervalDay({shift_days:Int32}) as moment,
        engaged_seconds,
        scroll
    from page_views
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
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
    count() as page_views,
    round(sum(engaged_seconds), 3) as total_engaged_seconds,
    sum(scroll) as total_scroll,
    count(scroll) as measured_page_views
from counted
group by bucket
order by bucket
