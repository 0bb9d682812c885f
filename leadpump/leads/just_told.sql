-- Whether a lead was told under this id in the last minute, here or by another system: it is made after that is stored.
-- Grain: one row, or none.
select toString(id) as lead
from lead_events
where
    site = {site:String}
    and kind = 'reported'
    and id = {lead:UUID}
    and received >= now64(3) - interval 1 minute
limit 1
