-- The stored e-mails of some entries that said something of a permission, for whoever takes an entry back.
-- Grain: one row per stored row.
select
    toString(entry) as entry_id,
    toString(id) as row_id,
    toUnixTimestamp64Milli(received) as received_ms
from email_events
where
    site = {site:String}
    and entry in {entries:Array(UUID)}
    and has({kinds:Array(String)}, kind)
    and person != 0
    and not removed
