-- Where the summaries are not those of the events that are stored. sites: only these; all if there is none.
-- first_session, end_session: only the sessions between these numbers.
-- Grain: one row per site and day (UTC, counted from 1970) on which sessions were first seen, the latest first.
select
    site,
    day,
    sum(events_here) as events
from
(
    select
        site,
        intDiv(bitShiftRight(session_id, 32), 86400) as day,
        toUInt32(groupBitXor(cityHash64(session_id, id, source, medium, channel, opens_touch) + (spam != '') + 2 * (lasting_id != 0) + 4)) as fingerprint,
        count() as events_here
    from events
    where
        bot = ''
        and session_id >= {first_session:UInt64}
        and session_id < {end_session:UInt64}
        and (empty({sites:Array(String)}) or site in {sites:Array(String)})
    group by
        site,
        day
    union all
    select
        site,
        intDiv(bitShiftRight(session_id, 32), 86400) as day,
        groupBitXor(s.fingerprint) as fingerprint,
        0 as events_here
    from session_summaries as s final
    where
        not gone
        and session_id >= {first_session:UInt64}
        and session_id < {end_session:UInt64}
        and (empty({sites:Array(String)}) or site in {sites:Array(String)})
    group by
        site,
        day
)
group by
    site,
    day
having groupBitXor(fingerprint) != 0
order by day desc
