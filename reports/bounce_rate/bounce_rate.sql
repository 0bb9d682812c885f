-- Bounce rate = bounces / sessions. A bounce is a session of exactly one page view and no interaction; it is unengaged
-- if it also had less than 10 s engaged. A session counts in the period in which it started.
-- Grain: one row.
select
    count() as sessions,
    countIf(is_bounce) as bounces,
    countIf(is_unengaged) as unengaged
from sessions
where
    site = {site:String}
    and started >= {start:DateTime64(3,'UTC')}
    and started < {end:DateTime64(3,'UTC')}
    and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
    and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
