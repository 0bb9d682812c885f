-- Which of these ids are in the table itself, of which site, and whose contact details they are of.
-- Grain: one row per stored row.
select
    toString(site) as site,
    toString(id) as known_id,
    person
from contacts
where id in {ids:Array(UUID)}
