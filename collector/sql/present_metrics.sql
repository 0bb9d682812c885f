-- Which of these ids are in the table itself, of which site.
-- Grain: one row per stored row.
select
    toString(site) as site,
    toString(id) as known_id
from metrics
where id in {ids:Array(UUID)}
