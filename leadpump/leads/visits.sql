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
    and session_id in
    (
        select session_id
        from events
        where
            site = {site:String}
            and session_id >= {since:UInt64}
            and has({visitors:Array(UInt64)}, visitor_id)
            and bot = ''
    )
order by started
limit 200
