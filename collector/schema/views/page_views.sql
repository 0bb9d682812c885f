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
    path            String                 comment 'Path of the page',
    title           String                 comment 'Title of the page',
    scroll          Nullable(UInt8)        comment 'Greatest depth reached, per cent of the page; null where not measured',
    engaged_seconds Float64                comment 'Time with the page visible and focused',
    interactions    UInt64                 comment 'Interactions with the content'
)
as
select
    site,
    session_id,
    page_id,
    any(e.visitor_id) as visitor_id,
    minIf(e.ts, name = 'pageview') as ts,
    anyIf(e.hostname, name = 'pageview') as hostname,
    anyIf(e.path, name = 'pageview') as path,
    anyIf(e.title, name = 'pageview') as title,
    max(e.scroll) as scroll,
    sum(engaged_ms) / 1000 as engaged_seconds,
    countIf(interaction) as interactions
from events as e
where bot = ''
group by
    site,
    session_id,
    page_id
having countIf(name = 'pageview') > 0;
