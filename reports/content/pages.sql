-- Pages opened in the period, in two ways from one reading; part says which a row belongs to. read_pages: how often, how long and how
-- far they were read, and how often a session began or ended there; exit rate = exits / page views. scroll_map: how far down each page
-- is read: of its showings that were measured, if any was, those that reached each depth.
-- Grain: one row per part and page; of read_pages the 1,000 with most page views, of scroll_map with most showings measured.
with viewed as
(
    select
        path,
        count() as page_views,
        uniqExact(visitor_id) as visitors,
        round(sum(engaged_seconds), 3) as total_engaged_seconds,
        sum(scroll) as total_scroll,
        count(scroll) as measured_page_views,
        countIf(scroll >= 10) as reached_10_views,
        countIf(scroll >= 20) as reached_20_views,
        countIf(scroll >= 30) as reached_30_views,
        countIf(scroll >= 40) as reached_40_views,
        countIf(scroll >= 50) as reached_50_views,
        countIf(scroll >= 60) as reached_60_views,
        countIf(scroll >= 70) as reached_70_views,
        countIf(scroll >= 80) as reached_80_views,
        countIf(scroll >= 90) as reached_90_views,
        countIf(scroll >= 100) as reached_100_views
    from page_views
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    group by path
),
ends as
(
    select
        if(grouping(entry_path) = 0, entry_path, exit_path) as path,
        grouping(entry_path) = 0 as is_entry,
        count() as n
    from sessions
    where
        site = {site:String}
        and started >= {start:DateTime64(3,'UTC')}
        and started < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    group by grouping sets ((entry_path), (exit_path))
),
bounded as
(
    select
        path,
        sumIf(n, is_entry) as entries,
        sumIf(n, not is_entry) as exits
    from ends
    group by path
)
select
    part,
    viewed.path as path,
    page_views,
    visitors,
    total_engaged_seconds,
    total_scroll,
    measured_page_views,
    reached_10_views,
    reached_20_views,
    reached_30_views,
    reached_40_views,
    reached_50_views,
    reached_60_views,
    reached_70_views,
    reached_80_views,
    reached_90_views,
    reached_100_views,
    entries,
    exits
from viewed
left join bounded on bounded.path = viewed.path
array join ['read_pages', 'scroll_map'] as part
where part = 'read_pages' or measured_page_views > 0
order by
    part,
    if(part = 'read_pages', page_views, measured_page_views) desc,
    path
limit 1000 by part
