-- What holds of these entries: how many recipients, and whether it was taken back.
-- Grain: one row per entry that is there.
select
    toString(entry) as known_entry,
    argMax(e.recipients, (received, id)) as recipients,
    argMax(e.removed, (received, id)) as removed
from email_events as e
where
    site = {site:String}
    and entry in {entries:Array(UUID)}
group by entry
