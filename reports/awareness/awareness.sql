-- What was measured outside the site until the end of the period: sums of what happened in it, and how things stood at its end.
-- How things stood is the last value of a network or keyword of the 92 days until then, and at the start of the 92 days before;
-- a network without a value before the period began is counted from its first in it.
-- The mean rating is that of each day's reviews, weighed by their number where it is known, else as one.
-- Days are those of the site's time zone; filters of visits do not narrow them.
-- Grain: one row.
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
    stood as
    (
        select
            metric,
            argMax(value, day) as last_value,
            max(day) >= last_day - 92 as holds,
            if(countIf(day < first_day) > 0, argMaxIf(value, day, day < first_day), argMin(value, day)) as value_before
        from told
        where metric in ('social_followers', 'seo_positions')
        group by
            metric,
            dimension
    ),
    standing as
    (
        select
            toInt64(sumOrNullIf(last_value, metric = 'social_followers' and holds)) as followers,
            toInt64(sumOrNullIf(value_before, metric = 'social_followers' and holds)) as followers_before,
            sumOrNullIf(last_value, metric = 'seo_positions' and holds) as total_positions,
            countIf(metric = 'seo_positions' and holds) as keywords
        from stood
    ),
    rated as
    (
        select
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
    reviewed as
    (
        select
            sumOrNull(rating * weight) as total_rating,
            toInt64(sumOrNull(weight)) as rated_reviews
        from rated
    ),
    added as
    (
        select
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
        from told
        where day >= first_day
    )
select
    standing.followers as followers,
    standing.followers_before as followers_before,
    followers - followers_before as followers_gained,
    standing.total_positions as total_positions,
    standing.keywords as keywords,
    reviewed.total_rating as total_rating,
    reviewed.rated_reviews as rated_reviews,
    added.*
from standing
cross join reviewed
cross join added
