-- Who came: visitors, sessions, and how many sessions were a visitor's return. A session is a return if its visitor
-- had an earlier session in the 90 days before the period or in it. Bounce rate = bounces / sessions; a converting
-- visitor submitted a form.
-- Grain: one row.
select
    uniqExact(visitor_id) as visitors,
    uniqExactIf(visitor_id, form_submissions > 0) as converting_visitors,
    count() as sessions,
    countIf(session_id not in
    (
        select min(session_id)
        from sessions
        where
            site = {site:String}
            and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 90 day)), 32)
            and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        group by visitor_id
    )) as returning_sessions
from sessions
where
    site = {site:String}
    and started >= {start:DateTime64(3,'UTC')}
    and started < {end:DateTime64(3,'UTC')}
    and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
    and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
