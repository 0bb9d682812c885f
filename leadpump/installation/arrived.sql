-- What has arrived from a site's pages since a moment, people and machines alike. consents: how often a visitor's decision was told.
-- Grain: one row per host, the one that sent last first.
select
    hostname,
    count() as events,
    countIf(name = 'pageview') as page_views,
    countIf(name = 'consent') as consents,
    max(ts) as latest
from events
where
    site = {site:String}
    and ts >= {since:DateTime64(3,'UTC')}
    and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({since:DateTime64(3,'UTC')} - interval 1 day)), 32)
    and via = 'tag'
group by hostname
order by
    latest desc,
    hostname
limit 20
