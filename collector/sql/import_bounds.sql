-- Where the sessions of the finished rows are divided, so that so many events are between two bounds.
-- Grain: one row.
with arraySort(groupArray(session_id)) as in_order
select arrayDistinct(
    arrayMap(place -> in_order[place], range({events:UInt64}, length(in_order), {events:UInt64}))
) as bounds
from {part:Identifier}
