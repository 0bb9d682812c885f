-- Which of these ids are in the table itself.
-- Grain: one row per stored row.
select
    toString(id) as known_id
from deliveries
where id in {ids:Array(UUID)}
