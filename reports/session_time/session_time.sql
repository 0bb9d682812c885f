-- Session time = total seconds from the first to the last event of each session, the last page's included / sessions.
-- Engaged time counts only the seconds with a page visible and focused.
-- A session counts in the period in which it started.
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
        duration_seconds,
        engaged_seconds,
        page_views
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
    count() as sessions,
    round(sum(duration_seconds), 3) as total_seconds,
    round(sum(engaged_seconds), 3) as total_engaged_seconds,
    sum(page_views) as session_page_views,
    quantileExactInclusiveOrNull(0.5)(duration_seconds) as median_seconds,
    quantileExactInclusiveOrNull(0.5)(engaged_seconds) as median_engaged_seconds
from counted
group by grouping sets ((), (slot))
order by bucket
