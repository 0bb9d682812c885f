-- How long sessions lasted, in ranges of seconds.
-- Grain: one row per range that has sessions, shortest first.
select
    multiIf(
        duration_seconds < 10, 0,
        duration_seconds < 30, 10,
        duration_seconds < 60, 30,
        duration_seconds < 180, 60,
        duration_seconds < 600, 180,
        600
    ) as from_seconds,
    count() as sessions
from sessions
where
    site = {site:String}
    and started >= {start:DateTime64(3,'UTC')}
    and started < {end:DateTime64(3,'UTC')}
    and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
    and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
group by from_seconds
order by from_seconds
