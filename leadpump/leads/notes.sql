-- The sealed notes that belong to these facts.
-- Grain: one row per note.
select
    toString(id) as fact,
    sealed
from contacts
where
    site = {site:String}
    and id in {ids:Array(UUID)}
