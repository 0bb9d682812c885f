-- The touches of these visitors in the year before a lead, oldest first.
-- Grain: one row per touch.
with visited as
(
    select distinct session_id
    from session_summaries
    where
        site = {site:String}
        and has({visitors:Array(UInt64)}, visitor_id)
        and session_id >= {first_session:UInt64}
        and session_id <= {last_session:UInt64}
)
select
    visitor_id,
    toUnixTimestamp64Milli(ts) as ms,
    channel,
    source,
    medium,
    utm_campaign as campaign,
    landing_path
from touches
where
    site = {site:String}
    and session_id in (select session_id from visited)
    and session_id >= {first_session:UInt64}
    and session_id <= {last_session:UInt64}
order by
    ms,
    session_id,
    place
