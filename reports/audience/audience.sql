-- Who came: visitors, sessions, and how many sessions were a visitor's return. A session is a return if its visitor
-- had an earlier session in the 90 days before the period or in it. Bounce rate = bounces / sessions; a converting
-- visitor submitted a form.
-- Grain: one row.
with arrived as
(
    select
        visitor_id,
        session_id,
        started,
        is_bounce,
        form_submissions
    from sessions
    where
        site = {site:String}
        and started >= {start:DateTime64(3,'UTC')}
        and started < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
),
known as
(
    select
        visitor_id,
        min(session_id) as first_session
    from sessions
    where
        site = {site:String}
        and visitor_id in (select visitor_id from arrived)
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 90 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    group by visitor_id
)
select
    uniqExact(arrived.visitor_id) as visitors,
    uniqExactIf(arrived.visitor_id, arrived.form_submissions > 0) as converting_visitors,
    count() as sessions,
    countIf(known.first_session < arrived.session_id) as returning_sessions
from arrived
inner join known on known.visitor_id = arrived.visitor_id
