-- Pages opened in the period, and the leads created in it whose last touch, frozen when they were made, arrived there: all leads are
-- under one page, those that nobody saw arrive under none. Scroll depth = total_scroll / measured_page_views; time = total
-- seconds / page views.
-- Grain: one row per page, the 1,000 with most page views.
with opened as
(
    select
        toString(path) as path,
        count() as page_views,
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
),
made as
(
    select
        toString(converting_landing_path) as path,
        count() as leads
    from leads
    where
        site = {site:String}
        and created >= {start:DateTime64(3,'UTC')}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    group by path
)
select
    path,
    opened.page_views as page_views,
    opened.total_scroll as total_scroll,
    opened.measured_page_views as measured_page_views,
    opened.total_engaged_seconds as total_engaged_seconds,
    made.leads as leads_last
from opened
full outer join made using (path)
order by
    page_views desc,
    leads_last desc,
    path
limit 1000
