-- New and returning: a session is a return if its visitor had an earlier session in the 90 days before the period or in it.
-- A visitor who came for the first time and again in the period is in both rows. A converting visitor submitted a form.
-- Grain: one row per kind of session.
select
    if(session_id in
    (
        select min(session_id)
        from sessions
        where
            site = {site:String}
            and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 90 day)), 32)
            and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        group by visitor_id
        having min(session_id) >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
    ), 'new', 'returning') as visitor_kind,
    uniqExact(visitor_id) as visitors,
    count() as sessions,
    countIf(is_bounce) as bounces,
    uniqExactIf(visitor_id, form_submissions > 0) as converting_visitors
from sessions
where
    site = {site:String}
    and started >= {start:DateTime64(3,'UTC')}
    and started < {end:DateTime64(3,'UTC')}
    and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
    and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
group by visitor_kind
order by visitor_kind
