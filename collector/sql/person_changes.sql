-- What happened to a person's leads.
-- Grain: one row per fact.
select *
from lead_changes
where
    site = {site:String}
    and lead_id in {ids:Array(UUID)}
order by
    ts,
    id
