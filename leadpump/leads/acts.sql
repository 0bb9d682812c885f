-- What was done in these sessions beside looking: files taken, and events of the site's own.
-- Grain: one row per event.
select
    session_id,
    toUnixTimestamp64Milli(ts) as ms,
    name,
    magnet,
    form,
    target
from events
where
    site = {site:String}
    and session_id in {sessions:Array(UInt64)}
    and bot = ''
    and name not in ('pageview', 'engagement', 'form_view', 'form_field', 'form_submit', 'magnet_view', 'section', 'consent')
order by ts
limit 500
