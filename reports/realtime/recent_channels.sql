-- Visitors of the last 30 minutes by the channel of the session in which they were last seen, so that each counts once; showings of
-- pages with any event in them.
-- Grain: one row per channel, the 1,000 with most visitors.
with seen as
(
    select
        visitor_id,
        argMax(session_id, ts) as last_session,
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
),
arrived as
(
    select
        session_id,
        toString(channel) as channel
    from sessions
    where
        site = {site:String}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
)
select
    arrived.channel as channel,
    count() as recent_visitors,
    sum(seen.page_views) as page_views
from seen
left join arrived on arrived.session_id = seen.last_session
group by channel
order by
    recent_visitors desc,
    channel
limit 1000
