-- What another counter said of the days of the period, as it was imported. Where several counters tell of the same day, the one
-- received last is taken, so that no day counts twice.
-- Grain: one row.
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
    select *
    from by_counter
    order by
        day,
        told desc
    limit 1 by day
)
select
    toInt64(sum(visitors)) as imported_visitors,
    toInt64(sum(sessions)) as imported_sessions,
    toInt64(sum(page_views)) as imported_page_views,
    toInt64(sum(bounces)) as imported_bounces,
    toInt64(sum(if(isNull(bounces), null, sessions))) as judged_sessions
from of_day
