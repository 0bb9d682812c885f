-- Pages opened in the period: how often, how long and how far they were read, and how often a session began or ended
-- there. Exit rate = exits / page views.
-- Grain: one row per page, the 1,000 with most page views.
with viewed as
(
    select
        path,
        count() as page_views,
        uniqExact(visitor_id) as visitors,
        round(sum(engaged_seconds), 3) as total_engaged_seconds,
        sum(scroll) as total_scroll,
        count(scroll) as measured_page_views
    from page_views
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    group by path
),
begun as
(
    select
        entry_path as path,
        count() as entries
    from sessions
    where
        site = {site:String}
        and started >= {start:DateTime64(3,'UTC')}
        and started < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    group by path
),
ended as
(
    select
        exit_path as path,
        count() as exits
    from sessions
    where
        site = {site:String}
        and started >= {start:DateTime64(3,'UTC')}
        and started < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    group by path
)
select
    viewed.path as path,
    viewed.page_views as page_views,
    viewed.visitors as visitors,
    viewed.total_engaged_seconds as total_engaged_seconds,
    viewed.total_scroll as total_scroll,
    viewed.measured_page_views as measured_page_views,
    begun.entries as entries,
    ended.exits as exits
from viewed
left join begun on begun.path = viewed.path
left join ended on ended.path = viewed.path
order by
    page_views desc,
    path
limit 1000
