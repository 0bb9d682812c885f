-- Ids that were counted in the last 40 days, so many at the most.
-- Grain: one row per id.
select id
from event_ids
limit {most:UInt64}
