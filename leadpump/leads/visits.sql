-- The visits of a lead's visitors since some day.
-- Grain: one row per session.
select
    session_id,
    toUnixTimestamp64Milli(started) as ms,
    channel,
    source,
    utm_campaign as campaign,
    engaged_seconds,
    page_views,
    device
from sessions
where
    site = {site:String}
    and session_id >= {since:UInt64}
    and has({visitors:Array(UInt64)}, visitor_id)
order by started
limit 200
