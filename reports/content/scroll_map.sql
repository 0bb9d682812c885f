-- How far down each page is read: of its showings that were measured, those that reached each depth.
-- Grain: one row per page, the 1,000 with most showings measured.
select
    path,
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
having measured_page_views > 0
order by
    measured_page_views desc,
    path
limit 1000
