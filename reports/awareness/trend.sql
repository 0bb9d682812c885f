-- What was measured outside the site over time: of an interval the sum of what happened in it, and how things stood at its end
-- (the last value of each network or keyword of the 92 days until then). What nobody told is null. A value of a day stands at
-- its midnight. Intervals are hours, days, ISO weeks or months in the site's time zone; the period before is shifted onto this one.
-- Grain: one row per interval.
with
    toDate(toTimeZone({start:DateTime64(3,'UTC')}, {tz:String})) as first_day,
    toDate(toTimeZone({end:DateTime64(3,'UTC')} - interval 1 millisecond, {tz:String})) as last_day,
    told as
    (
        select
            metric,
            dimension,
            day,
            value
        from metric_days
        where
            site = {site:String}
            and day >= first_day - 92
            and day <= last_day
    ),
    days as
    (
        select first_day + arrayJoin(range(toUInt32(dateDiff('day', first_day, last_day)) + 1)) as day
    ),
    stood as
    (
        select
            asked.day as day,
            told.metric as metric,
            told.value as value
        from
        (
            select
                days.day as day,
                known.metric as metric,
                known.dimension as dimension
            from days
            cross join
            (
                select distinct
                    metric,
                    dimension
                from told
                where metric in ('social_followers', 'seo_positions')
            ) as known
        ) as asked
        asof inner join told on told.metric = asked.metric and told.dimension = asked.dimension and asked.day >= told.day
        where told.day >= asked.day - 92
    ),
    rated as
    (
        select
            day,
            maxIf(value, metric = 'review_rating') as rating,
            greatest(maxIf(value, metric = 'reviews'), if(countIf(metric = 'reviews') = 0, 1, 0)) as weight
        from told
        where
            metric in ('review_rating', 'reviews')
            and day >= first_day
        group by
            day,
            dimension
        having countIf(metric = 'review_rating') > 0
    ),
    counted as
    (
        select
            day,
            metric,
            toNullable(value) as value,
            null as followers,
            null as positions,
            null as ranked,
            null as rating,
            null as weight
        from told
        where day >= first_day
        union all
        select
            day,
            '',
            null,
            sumOrNullIf(value, metric = 'social_followers'),
            sumOrNullIf(value, metric = 'seo_positions'),
            nullIf(countIf(metric = 'seo_positions'), 0),
            null,
            null
        from stood
        group by day
        union all
        select
            day,
            '',
            null,
            null,
            null,
            null,
            rating * weight,
            weight
        from rated
        union all
        select
            day,
            '',
            null,
            null,
            null,
            null,
            null,
            null
        from days
    ),
    shifted as
    (
        select
            toDateTime(day + toIntervalMonth({shift_months:Int32}) + toIntervalDay({shift_days:Int32}), 'UTC')
                + toIntervalHour(arrayJoin(range(if({interval:String} = 'hour' and metric = '' and isNull(followers), 24, 1))))
                as moment,
            *
        from counted
    )
select
    multiIf(
        {interval:String} = 'month', toString(toStartOfMonth(moment)),
        {interval:String} = 'week', toString(toMonday(moment)),
        {interval:String} = 'hour', formatDateTime(moment, '%Y-%m-%dT%H:00'),
        toString(toDate(moment))
    ) as bucket,
    toInt64(argMax(followers, moment)) as social_followers,
    argMax(positions, moment) as total_positions,
    argMax(ranked, moment) as keywords,
    sum(rating) as total_rating,
    sum(weight) as rated_reviews,
    toInt64(sumOrNullIf(value, metric = 'reach')) as reach,
    toInt64(sumOrNullIf(value, metric = 'impressions')) as impressions,
    toInt64(sumOrNullIf(value, metric = 'likes')) as likes,
    toInt64(sumOrNullIf(value, metric = 'shares')) as shares,
    toInt64(sumOrNullIf(value, metric = 'comments')) as comments,
    toInt64(sumOrNullIf(value, metric = 'mentions')) as mentions,
    toInt64(sumOrNullIf(value, metric = 'direct_requests')) as direct_requests,
    toInt64(sumOrNullIf(value, metric = 'post_opens')) as post_opens,
    toInt64(sumOrNullIf(value, metric = 'reviews')) as reviews,
    toInt64(sumOrNullIf(value, metric = 'support_tickets')) as support_tickets
from shifted
group by bucket
order by bucket
