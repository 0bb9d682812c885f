-- What has arrived of a site since a moment, people and machines alike: by its tag, or by a program or a file (is_tag 0).
-- consents: how often a visitor's decision was told.
-- Grain: one row per host and way, the one that sent last first.
select
    hostname,
    via = 'tag' as is_tag,
    count() as events,
    countIf(name = 'pageview') as page_views,
    countIf(name = 'consent') as consents,
    max(ts) as latest
from events
where
    site = {site:String}
    and ts >= {since:DateTime64(3,'UTC')}
    and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({since:DateTime64(3,'UTC')} - interval 1 day)), 32)
group by
    hostname,
    is_tag
order by
    latest desc,
    hostname,
    is_tag
limit 20
