-- Visitors, sessions and those without a source, of the sessions that started in the period.
-- Grain: one row.
select
    uniqExact(visitor_id) as visitors,
    count() as sessions,
    countIf(channel = 'Direct') as direct_sessions
from sessions
where
    site = {site:String}
    and started >= {start:DateTime64(3,'UTC')}
    and started < {end:DateTime64(3,'UTC')}
    and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
    and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
