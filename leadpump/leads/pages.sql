-- The pages that were seen in these sessions.
-- Grain: one row per page view.
select
    session_id,
    toUnixTimestamp64Milli(ts) as ms,
    path,
    title,
    engaged_seconds,
    scroll
from page_views
where
    site = {site:String}
    and session_id in {sessions:Array(UInt64)}
order by ts
limit 1000
