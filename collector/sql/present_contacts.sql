-- Which of these ids are in the table itself, and whose contact details they are of.
-- Grain: one row per stored row.
select
    toString(id) as known_id,
    person
from contacts
where id in {ids:Array(UUID)}
