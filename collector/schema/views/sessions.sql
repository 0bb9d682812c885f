-- A session is a run of one visitor's events on one site without a gap of more than 30 minutes. Its source is that
-- of its first event that is not mere reading of a page left open. Machines are left out, and so are runs without a page view or an interaction.
-- A bounce is a session of exactly one page view and no interaction. See session_summing.sql for how each is worked out.
-- Grain: one row per session.
create or replace view sessions
(
    site             LowCardinality(String) comment 'Name of the site',
    session_id       UInt64                 comment 'The session; its upper 32 bits are the Unix time at which it was first seen',
    visitor_id       UInt64                 comment 'The visitor',
    started          DateTime64(3, 'UTC')   comment 'Time of the first event',
    ended            DateTime64(3, 'UTC')   comment 'Time of the last event, the last page''s included',
    duration_seconds Float64                comment 'ended less started',
    engaged_seconds  Float64                comment 'Time with a page visible and focused',
    page_views       UInt64                 comment 'Page views',
    interactions     UInt64                 comment 'Interactions with the content',
    is_bounce        Bool                   comment 'One page view and no interaction',
    is_unengaged     Bool                   comment 'One page view, no interaction and less than 10 s engaged',
    form_submissions UInt64                 comment 'Forms submitted, spam left out',
    scroll           Nullable(UInt8)        comment 'Greatest depth reached on any page, per cent',
    hostname         LowCardinality(String) comment 'Host of the first page',
    entry_path       LowCardinality(String) comment 'Path of the first page',
    exit_path        LowCardinality(String) comment 'Path of the last page',
    referrer         LowCardinality(String) comment 'Where the visitor came from: host and path',
    source           LowCardinality(String) comment 'Source of the first event',
    medium           LowCardinality(String) comment 'Medium of the first event',
    channel          LowCardinality(String) comment 'Channel of the first event',
    utm_campaign     LowCardinality(String) comment 'Campaign of the first event',
    utm_content      LowCardinality(String) comment 'utm_content of the first event',
    utm_term         LowCardinality(String) comment 'utm_term of the first event',
    country          LowCardinality(String) comment 'Country of the first event',
    language         LowCardinality(String) comment 'Language of the first event',
    browser          LowCardinality(String) comment 'Browser of the first event',
    os               LowCardinality(String) comment 'Operating system of the first event',
    device           LowCardinality(String) comment 'Device of the first event',
    paths            Array(LowCardinality(String)) comment 'Paths of its page views, in order'
)
as
select
    site,
    session_id,
    visitor_id,
    started,
    ended,
    dateDiff('millisecond', started, ended) / 1000 as duration_seconds,
    engaged_ms / 1000 as engaged_seconds,
    page_views,
    interactions,
    page_views = 1 and interactions = 0 as is_bounce,
    is_bounce and engaged_seconds < 10 as is_unengaged,
    form_submissions,
    scroll,
    hostname,
    entry_path,
    exit_path,
    referrer,
    source,
    medium,
    channel,
    utm_campaign,
    utm_content,
    utm_term,
    country,
    language,
    browser,
    os,
    device,
    pages.path as paths
from session_summaries final
where
    not gone
    and (page_views > 0 or interactions > 0);
