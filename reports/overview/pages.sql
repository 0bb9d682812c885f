-- Pages opened in the period. Scroll depth = total_scroll / measured_page_views; time = total seconds / page views.
-- Grain: one row per page, the 1,000 with most page views.
select
    path,
    count() as page_views,
    uniqExact(visitor_id) as visitors,
    sum(scroll) as total_scroll,
    count(scroll) as measured_page_views,
    round(sum(engaged_seconds), 3) as total_engaged_seconds
from page_views
where
    site = {site:String}
    and ts >= {start:DateTime64(3,'UTC')}
    and ts < {end:DateTime64(3,'UTC')}
    and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
    and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
group by path
order by
    page_views desc,
    path
limit 1000
