-- The different arrivals of a site in a month, with what was derived of each. slice: how their hash begins.
-- opened and closed: page views, and consents given on them, that open a touch, and that do not. old: derived under other rules.
-- Grain: one row per arrival and what was derived of it.
select
    arrival,
    any(hostname) as hostname,
    any(startsWith(referrer, 'android-app://')) as referrer_app,
    any(extract(referrer, '^(?:android-app://)?([^/]*)')) as referrer_host,
    any(utm_source) as utm_source,
    any(utm_medium) as utm_medium,
    any(utm_campaign) as utm_campaign,
    any(named_source) as named_source,
    any(click_id) as click_id,
    any(internal) as internal,
    source,
    medium,
    channel,
    countIf(name in ('pageview', 'consent') and opens_touch) as opened,
    countIf(name in ('pageview', 'consent') and not opens_touch) as closed,
    countIf(channel_rules != {version:UInt16}) as old,
    count() as events
from events as e
where
    site = {site:String}
    and toYYYYMM(ts) = {month:UInt32}
    and startsWith(arrival, {slice:String})
group by
    arrival,
    source,
    medium,
    channel
