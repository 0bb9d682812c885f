-- What is known of each thing that was measured outside: how many days, from when to when, and the last value.
-- Grain: one row per metric and dimension.
select
    metric,
    dimension,
    count() as days,
    min(day) as first,
    max(day) as last,
    toFloat64(argMax(value, day)) as last_value
from metric_days
where site = {site:String}
group by
    metric,
    dimension
order by
    startsWith(metric, 'history_'),
    metric,
    dimension
limit 500
