-- Pages opened in the period and how they were read. Time = total seconds / page views; scroll depth = sum of the
-- greatest depth reached on each / page views measured.
-- Intervals are hours, days, ISO weeks or months by the site's clock; the period before is shifted onto this one. Views are counted by
-- quarter of an hour first, by which all clocks of the world differ, so that what hour it was is asked once for many.
-- Grain: one row for the whole period, which has no bucket, and one per interval in which there is something to count.
with quarters as
(
    select
        toStartOfFifteenMinutes(ts) as quarter,
        count() as n,
        sum(engaged_seconds) as seconds,
        sum(scroll) as total,
        count(scroll) as measured
    from page_views
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    group by quarter
),
counted as
(
    select
        dateTrunc(
            {interval:String},
            toDateTime(
                toDate(toTimeZone(quarter, {tz:String})) + toIntervalMonth({shift_months:Int32}) + toIntervalDay({shift_days:Int32}),
                'UTC'
            ) + toIntervalHour(toHour(toTimeZone(quarter, {tz:String})))
        ) as slot,
        n,
        seconds,
        total,
        measured
    from quarters
)
select
    if(grouping(slot) = 1, '', formatDateTime(slot, if({interval:String} = 'hour', '%Y-%m-%dT%H:00', '%Y-%m-%d'))) as bucket,
    sum(n) as page_views,
    round(sum(seconds), 3) as total_engaged_seconds,
    sum(total) as total_scroll,
    sum(measured) as measured_page_views
from counted
group by grouping sets ((), (slot))
order by bucket
