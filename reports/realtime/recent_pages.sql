-- Visitors of the last 30 minutes by page, on each page they were on; showings of the page with any event in them.
-- Grain: one row per page, the 1,000 with most visitors.
select
    path,
    uniqExact(visitor_id) as recent_visitors,
    uniqExact(page_id) as page_views
from events
where
    site = {site:String}
    and ts >= {start:DateTime64(3,'UTC')}
    and ts < {end:DateTime64(3,'UTC')}
    and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
    and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    and bot = ''
group by path
order by
    recent_visitors desc,
    path
limit 1000
