-- The latest leads of a site since a moment, spam left out.
-- Grain: one row per lead.
select toString(lead_id) as lead
from leads
where
    site = {site:String}
    and created >= {since:DateTime64(3, 'UTC')}
order by
    created desc,
    lead_id
limit {most:UInt32}
