-- Each thing that was measured outside the site, by network, keyword or page: what it came to in the period, and before it.
-- What adds up is summed over the period and over as many days before; of ratings it is the mean of these days, weighed by the
-- number of reviews where it is known, else as one; what else does not add up is the last value until the end of the period (of
-- the last 92 days), and that of the 92 days before it began. Histories of other counters have a report of their own.
-- A rating and a position stand on a scale: their change is that of the two numbers as they are written, with two decimals and with
-- one, and no share of anything (growth_from is null).
-- Grain: one row per metric and dimension.
with
    toDate(toTimeZone({start:DateTime64(3,'UTC')}, {tz:String})) as first_day,
    toDate(toTimeZone({end:DateTime64(3,'UTC')} - interval 1 millisecond, {tz:String})) as last_day,
    first_day - dateDiff('day', first_day, last_day) - 1 as first_before,
    told as
    (
        select
            metric,
            dimension,
            day,
            adds_up,
            value
        from metric_days
        where
            site = {site:String}
            and day >= least(first_before, first_day - 92)
            and day <= last_day
            and not startsWith(metric, 'history_')
    ),
    weighed as
    (
        select
            told.*,
            if(reviewed.is_told, reviewed.reviews, 1) as weight
        from told
        left join
        (
            select
                'review_rating' as metric,
                dimension,
                day,
                toFloat64(value) as reviews,
                true as is_told
            from told
            where told.metric = 'reviews'
        ) as reviewed using (metric, dimension, day)
    )
select
    metric,
    dimension,
    argMax(adds_up, day) as adds,
    toFloat64OrNull(toString(multiIf(
        metric = 'review_rating', avgWeightedOrNullIf(toFloat64(value), weight, weight > 0 and day >= first_day),
        adds, toFloat64(sumOrNullIf(value, day >= first_day)),
        toFloat64(argMaxOrNullIf(value, day, day >= last_day - 92))
    ))) as metric_value,
    toFloat64OrNull(toString(multiIf(
        metric = 'review_rating',
        avgWeightedOrNullIf(toFloat64(value), weight, weight > 0 and day < first_day and day >= first_before),
        adds, toFloat64(sumOrNullIf(value, day < first_day and day >= first_before)),
        toFloat64(argMaxOrNullIf(value, day, day < first_day and day >= first_day - 92))
    ))) as metric_before,
    multiIf(
        metric = 'review_rating', round(round(metric_value, 2) - round(metric_before, 2), 2),
        metric = 'seo_positions', round(round(metric_value, 1) - round(metric_before, 1), 1),
        metric_value - metric_before
    ) as metric_change,
    if(metric in ('review_rating', 'seo_positions'), null, metric_before) as growth_from,
    countIf(day >= first_day) as told_days
from weighed
group by
    metric,
    dimension
having isNotNull(metric_value)
order by
    metric,
    metric_value desc,
    dimension
limit 1000
