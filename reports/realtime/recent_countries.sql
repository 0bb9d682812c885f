-- Visitors of the last 30 minutes by country, told by the browser's time zone; each counts once, where they were last seen. Showings of
-- pages with any event in them.
-- Grain: one row per country, the 1,000 with most visitors.
with seen as
(
    select
        visitor_id,
        argMax(country, ts) as country,
        uniqExact(page_id) as page_views
    from events
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        and bot = ''
    group by visitor_id
)
select
    country,
    count() as recent_visitors,
    sum(seen.page_views) as page_views
from seen
group by country
order by
    recent_visitors desc,
    country
limit 1000
