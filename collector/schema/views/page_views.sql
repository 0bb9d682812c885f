-- A page view is one showing of one page, with what the visitor did on it in the same session. Machines are left out.
-- Grain: one row per page view.
create or replace view page_views
(
    site            LowCardinality(String) comment 'Name of the site',
    session_id      UInt64                 comment 'The session',
    page_id         UUID                   comment 'The page view',
    visitor_id      UInt64                 comment 'The visitor',
    ts              DateTime64(3, 'UTC')   comment 'When the page was opened',
    hostname        LowCardinality(String) comment 'Host of the page',
    path            LowCardinality(String) comment 'Path of the page',
    title           LowCardinality(String) comment 'Title of the page',
    scroll          Nullable(UInt8)        comment 'Greatest depth reached, per cent of the page; null where not measured',
    engaged_seconds Float64                comment 'Time with the page visible and focused',
    interactions    UInt64                 comment 'Interactions with the content'
)
as
select
    site,
    session_id,
    pages.page_id as page_id,
    visitor_id,
    fromUnixTimestamp64Milli(toUnixTimestamp64Milli(started) + pages.after_ms, 'UTC') as ts,
    pages.hostname as hostname,
    pages.path as path,
    pages.title as title,
    pages.scroll as scroll,
    pages.engaged_ms / 1000 as engaged_seconds,
    pages.interactions as interactions
from session_summaries final
array join pages
where not gone;
