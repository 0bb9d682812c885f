-- The session of every event of the slice, as collector/session.py assigns them: the events of a visitor that are stored
-- and those of the slice are laid on one line of time, and the line is cut where more than 30 minutes lie between two, and
-- a run of more than a day after each.
-- A run takes the session it has in the table, else a new one: the second of its first event, then a hash. What would
-- join two stored sessions into one, and the events of visitors who share page views, are left to the loader: 0.
-- Grain: one row per event of the slice.
insert into {places:Identifier}
with
    stored as
    (
        select
            site,
            visitor_id,
            toUnixTimestamp64Milli(ts) as at,
            session_id
        from events
        where
            site in (select distinct site from {slice:Identifier})
            and session_id >= {first_session:UInt64}
            and session_id < {end_session:UInt64}
            and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
            and ts <= fromUnixTimestamp64Milli({last:Int64}, 'UTC')
            and visitor_id in (select visitor_id from {slice:Identifier})
    ),
    moments as
    (
        select
            site,
            visitor_id,
            toUnixTimestamp64Milli(ts) as at,
            line,
            toUInt64(0) as session_id
        from {slice:Identifier}
        where (site, visitor_id) not in (select site, visitor_id from {entangled:Identifier})
        union all
        select
            site,
            visitor_id,
            at,
            toUInt64(0) as line,
            session_id
        from stored
    ),
    lines_of_time as
    (
        select
            site,
            visitor_id,
            arraySort(groupArray((at, line, session_id))) as moments_in_order,
            arraySplit(
                (moment, gap) -> gap > 1800000,
                moments_in_order,
                arrayDifference(arrayMap(moment -> moment.1, moments_in_order))
            ) as runs
        from moments
        group by
            site,
            visitor_id
        having max(line) > 0
    ),
    days as
    (
        select
            site,
            visitor_id,
            arrayFilter(session -> session > 0, arrayMap(moment -> moment.3, run)) as known,
            if(empty(known), run[1].1, toInt64(bitShiftRight(arrayMin(known), 32)) * 1000) as begun,
            arrayMap(moment -> intDiv(greatest(0, moment.1 - begun), 86400000), run) as day,
            arraySplit((moment, next) -> next, run, arrayMap(step -> step > 0, arrayDifference(day))) as parts
        from lines_of_time
        array join runs as run
    ),
    runs as
    (
        select
            arrayMap(moment -> moment.2, arrayFilter(moment -> moment.2 > 0, run)) as lines,
            arrayDistinct(arrayFilter(session -> session > 0, arrayMap(moment -> moment.3, run))) as sessions,
            multiIf(
                length(sessions) > 1,
                0,
                length(sessions) = 1,
                sessions[1],
                bitOr(
                    bitShiftLeft(toUInt64(greatest(intDiv(run[1].1, 1000), 0)), 32),
                    toUInt64(toUInt32(sipHash64(site, visitor_id, run[1].1)))
                )
            ) as session
        from days
        array join parts as run
    )
select
    line,
    session as session_id
from runs
array join lines as line
