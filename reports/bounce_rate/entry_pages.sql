-- Bounce rate by the page on which the session began: bounces / sessions that began there in the period.
-- Grain: one row per entry page, the 1,000 with most sessions.
select
    entry_path,
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
group by entry_path
order by
    sessions desc,
    entry_path
limit 1000
