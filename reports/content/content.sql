-- Pages opened in the period and how they were read. Time = total seconds / page views; scroll depth = sum of the
-- greatest depth reached on each / page views measured.
-- Grain: one row.
select
    count() as page_views,
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
