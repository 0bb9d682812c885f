-- A person's leads, whole.
-- Grain: one row per lead.
select *
from all_leads
where
    site = {site:String}
    and lead_id in {ids:Array(UUID)}
order by created
