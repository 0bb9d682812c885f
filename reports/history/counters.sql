-- Each counter of which a history was imported: from which day to which, and what it says of all of them, whatever the period.
-- Grain: one row per counter.
select
    dimension as counter,
    toString(min(day)) as first_told,
    toString(max(day)) as last_told,
    toInt64(sumOrNullIf(value, metric = 'history_visitors')) as told_visitors,
    toInt64(sumOrNullIf(value, metric = 'history_sessions')) as told_sessions,
    toInt64(sumOrNullIf(value, metric = 'history_page_views')) as told_page_views,
    uniqExact(day) as told_days
from metric_days
where
    site = {site:String}
    and startsWith(metric, 'history_')
group by counter
order by
    first_told,
    counter
