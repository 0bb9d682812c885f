-- Where the sessions of the finished rows are divided, so that at most so many events are between two bounds, or one session, and
-- never sessions of two months: session_summaries is partitioned by them, and to take a block with texts in arrays apart costs
-- as much as to write it.
-- Grain: one row.
with
    of_month as
    (
        select arraySort(groupArray(session_id)) as in_order
        from {summed:Identifier}
        group by toYYYYMM(toDateTime(bitShiftRight(session_id, 32), 'UTC'))
    )
select arraySort(
    groupUniqArrayArray(arrayMap(place -> in_order[place + 1], range(0, length(in_order), {events:UInt64})))
) as bounds
from of_month
