-- Visitors and sessions by country, told by the browser's time zone, of the session's first event. Bounce rate = bounces / sessions.
-- Grain: one row per country, the 1,000 with most sessions.
select
    country,
    uniqExact(visitor_id) as visitors,
    uniqExactIf(visitor_id, form_submissions > 0) as converting_visitors,
    count() as sessions,
    countIf(is_bounce) as bounces
from sessions
where
    site = {site:String}
    and started >= {start:DateTime64(3,'UTC')}
    and started < {end:DateTime64(3,'UTC')}
    and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
    and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
group by country
order by
    sessions desc,
    country
limit 1000
