-- The latest sealed contact details of a site, to be looked through for a name.
-- Grain: one row per submission, report or note.
select
    toString(lead_id) as part,
    sealed
from contacts
where
    site = {site:String}
    and notEmpty(lead_id)
order by ts desc
limit {most:UInt32}
