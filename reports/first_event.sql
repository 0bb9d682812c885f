-- When the site's measurement began: its first event by a person. The order is that of the table's key, so that one
-- look at the beginning of the site is enough; session_id begins with the time.
-- Grain: one row, or none for a site without events.
select toUnixTimestamp64Milli(ts) as first_ms
from events
where
    site = {site:String}
    and bot = ''
order by
    session_id,
    ts
limit 1
