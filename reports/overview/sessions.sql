-- Visitors = distinct visitors of the sessions that started in the period. A converting visitor submitted a form in one
-- of them. Bounce rate = bounces / sessions; session time = total seconds / sessions.
-- Grain: one row.
select
    uniqExact(visitor_id) as visitors,
    uniqExactIf(visitor_id, form_submissions > 0) as converting_visitors,
    count() as sessions,
    countIf(is_bounce) as bounces,
    round(sum(duration_seconds), 3) as total_seconds
from sessions
where
    site = {site:String}
    and started >= {start:DateTime64(3,'UTC')}
    and started < {end:DateTime64(3,'UTC')}
    and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
    and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
