-- The last 30 minutes: visitors with any event in them, and in the last five of them; showings of pages with any event in them;
-- leads made in them.
-- Grain: one row.
with seen as
(
    select
        uniqExactIf(visitor_id, ts >= {end:DateTime64(3,'UTC')} - interval 5 minute) as current_visitors,
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
),
made as
(
    select count() as leads
    from leads
    where
        site = {site:String}
        and created >= {start:DateTime64(3,'UTC')}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
)
select
    seen.current_visitors as current_visitors,
    seen.recent_visitors as recent_visitors,
    seen.page_views as page_views,
    made.leads as leads
from seen
cross join made
