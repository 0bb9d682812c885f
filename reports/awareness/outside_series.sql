-- Each thing that was measured outside the site, by network, keyword or page: what it came to in the period, and before it.
-- What adds up is summed over the period and over as many days before; what does not is the last value until its end (of the
-- last 92 days), and that of the 92 days before it began. Histories of other counters have a report of their own.
-- Grain: one row per metric and dimension.
with
    toDate(toTimeZone({start:DateTime64(3,'UTC')}, {tz:String})) as first_day,
    toDate(toTimeZone({end:DateTime64(3,'UTC')} - interval 1 millisecond, {tz:String})) as last_day,
    first_day - dateDiff('day', first_day, last_day) - 1 as first_before
select
    metric,
    dimension,
    argMax(adds_up, day) as adds,
    toFloat64OrNull(toString(if(adds, sumOrNullIf(value, day >= first_day), argMaxOrNullIf(value, day, day >= last_day - 92)))) as metric_value,
    toFloat64OrNull(toString(if(
        adds,
        sumOrNullIf(value, day < first_day and day >= first_before),
        argMaxOrNullIf(value, day, day < first_day and day >= first_day - 92)
    ))) as metric_before,
    metric_value - metric_before as metric_change,
    countIf(day >= first_day) as told_days
from metric_days
where
    site = {site:String}
    and day >= least(first_before, first_day - 92)
    and day <= last_day
    and not startsWith(metric, 'history_')
group by
    metric,
    dimension
having isNotNull(metric_value)
order by
    metric,
    metric_value desc,
    dimension
limit 1000
