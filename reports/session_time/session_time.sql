-- Session time = total seconds from the first to the last event of each session, the last page's included / sessions.
-- Engaged time counts only the seconds with a page visible and focused.
-- A session counts in the period in which it started.
-- Grain: one row.
select
    count() as sessions,
    round(sum(duration_seconds), 3) as total_seconds,
    round(sum(engaged_seconds), 3) as total_engaged_seconds,
    sum(page_views) as session_page_views,
    quantileExactInclusiveOrNull(0.5)(duration_seconds) as median_seconds,
    quantileExactInclusiveOrNull(0.5)(engaged_seconds) as median_engaged_seconds
from sessions
where
    site = {site:String}
    and started >= {start:DateTime64(3,'UTC')}
    and started < {end:DateTime64(3,'UTC')}
    and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
    and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
