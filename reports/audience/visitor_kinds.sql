-- New and returning: a session is a return if its visitor had an earlier session in the 90 days before the period or in it.
-- A visitor who came for the first time and again in the period is in both rows. A converting visitor submitted a form.
-- Grain: one row per kind of session.
with arrived as
(
    select
        visitor_id,
        session_id,
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
    from events
    where
        site = {site:String}
        and bot = ''
        and visitor_id in (select visitor_id from arrived)
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 90 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    group by visitor_id
)
select
    if(known.first_session < arrived.session_id, 'returning', 'new') as visitor_kind,
    uniqExact(arrived.visitor_id) as visitors,
    count() as sessions,
    countIf(arrived.is_bounce) as bounces,
    uniqExactIf(arrived.visitor_id, arrived.form_submissions > 0) as converting_visitors
from arrived
inner join known on known.visitor_id = arrived.visitor_id
group by visitor_kind
order by visitor_kind
