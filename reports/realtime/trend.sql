-- Visitors with any event, and showings of pages with any, minute by minute, by the clock of the site's time zone.
-- Grain: one row per minute in which there is something to count.
select
    formatDateTime(toTimeZone(ts, {tz:String}), '%Y-%m-%dT%H:%i') as bucket,
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
group by bucket
order by bucket
