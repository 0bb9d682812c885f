-- Which of these ids were counted already.
-- Grain: one row per known id.
select
    toString(id) as known_id
from event_ids
where id in {ids:Array(UUID)}
