-- Where the sessions of the finished rows may be divided, so that at most so many events are between two bounds, or one session.
-- Grain: one row per month that sessions of them began in, in order of time: session_summaries is partitioned by it.
with
    of_month as
    (
        select
            toYYYYMM(toDateTime(bitShiftRight(session_id, 32), 'UTC')) as month,
            arraySort(groupArray(session_id)) as in_order
        from {summed:Identifier}
        group by month
    )
select
    length(in_order) as events,
    arrayDistinct(arrayMap(place -> in_order[place + 1], range(0, length(in_order), {events:UInt64}))) as bounds
from of_month
order by month
