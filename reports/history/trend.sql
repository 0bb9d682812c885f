-- What another counter said over time, as it was imported; what it did not tell is null. Where several counters tell of the same
-- day, the one received last is taken, so that no day counts twice.
-- Intervals are hours, days, ISO weeks or months in the site's time zone; the period before is shifted onto this one.
-- Grain: one row per interval.
with by_counter as
(
    select
        day,
        max(received) as told,
        anyOrNullIf(value, metric = 'history_visitors') as visitors,
        anyOrNullIf(value, metric = 'history_sessions') as sessions,
        anyOrNullIf(value, metric = 'history_page_views') as page_views,
        anyOrNullIf(value, metric = 'history_bounces') as bounces
    from metric_days
    where
        site = {site:String}
        and startsWith(metric, 'history_')
        and day >= toDate(toTimeZone({start:DateTime64(3,'UTC')}, {tz:String}))
        and day <= toDate(toTimeZone({end:DateTime64(3,'UTC')} - interval 1 millisecond, {tz:String}))
    group by
        day,
        dimension
),
of_day as
(
    select
        day,
        visitors,
        sessions,
        page_views,
        bounces
    from by_counter
    order by
        day,
        told desc
    limit 1 by day
    union all
    select
        toDate(toTimeZone({start:DateTime64(3,'UTC')}, {tz:String})) + number as day,
        null as visitors,
        null as sessions,
        null as page_views,
        null as bounces
    from numbers(toUInt64(dateDiff('day', {start:DateTime64(3,'UTC')}, {end:DateTime64(3,'UTC')}, {tz:String})) + 1)
),
shifted as
(
    select
        toDateTime(day + toIntervalMonth({shift_months:Int32}) + toIntervalDay({shift_days:Int32}), 'UTC')
            + toIntervalHour(arrayJoin(range(if({interval:String} = 'hour' and isNull(sessions), 24, 1)))) as moment,
        *
    from of_day
)
select
    multiIf(
        {interval:String} = 'month', toString(toStartOfMonth(moment)),
        {interval:String} = 'week', toString(toMonday(moment)),
        {interval:String} = 'hour', formatDateTime(moment, '%Y-%m-%dT%H:00'),
        toString(toDate(moment))
    ) as bucket,
    toInt64(sum(visitors)) as imported_visitors,
    toInt64(sum(sessions)) as imported_sessions,
    toInt64(sum(page_views)) as imported_page_views,
    toInt64(sum(bounces)) as imported_bounces,
    toInt64(sum(if(isNull(bounces), null, sessions))) as judged_sessions
from shifted
group by bucket
order by bucket
