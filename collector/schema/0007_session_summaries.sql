-- What a session, its pages and its touches come to, worked out once when its events are stored and not at every reading.
-- The view session_summing holds the definitions; collector/summary.py keeps the rows.
-- Grain: one row per session, the latest written; read it with FINAL. A row is gone if its session has no events any more.
create table session_summaries
(
    site                 LowCardinality(String)        comment 'Name of the site',
    session_id           UInt64                        comment 'The session' codec(Delta, ZSTD(1)),
    gone                 Bool                          comment 'It has no events any more: they are another session''s',
    fingerprint          UInt32                        comment 'Stands for the events that were summed, and for their channel; compared with events',
    visitor_id           UInt64                        comment 'The visitor',
    started              DateTime64(3, 'UTC')          comment 'Time of the first event' codec(Delta, ZSTD(1)),
    ended                DateTime64(3, 'UTC')          comment 'Time of the last event' codec(Delta, ZSTD(1)),
    engaged_ms           UInt64                        comment 'Milliseconds with a page visible and focused' codec(ZSTD(1)),
    page_views           UInt64                        comment 'Page views',
    interactions         UInt64                        comment 'Interactions with the content',
    form_submissions     UInt64                        comment 'Forms submitted',
    scroll               Nullable(UInt8)               comment 'Greatest depth reached on any page, per cent' codec(ZSTD(1)),
    hostname             LowCardinality(String)        comment 'Host of the first page',
    entry_path           LowCardinality(String)        comment 'Path of the first page',
    exit_path            LowCardinality(String)        comment 'Path of the last page',
    referrer             LowCardinality(String)        comment 'Where the visitor came from: host and path' codec(ZSTD(1)),
    source               LowCardinality(String)        comment 'Source of the first event' codec(ZSTD(1)),
    medium               LowCardinality(String)        comment 'Medium of the first event' codec(ZSTD(1)),
    channel              LowCardinality(String)        comment 'Channel of the first event' codec(ZSTD(1)),
    utm_campaign         LowCardinality(String)        comment 'Campaign of the first event' codec(ZSTD(1)),
    utm_content          LowCardinality(String)        comment 'utm_content of the first event' codec(ZSTD(1)),
    utm_term             LowCardinality(String)        comment 'utm_term of the first event' codec(ZSTD(1)),
    country              LowCardinality(String)        comment 'Country of the first event' codec(ZSTD(1)),
    language             LowCardinality(String)        comment 'Language of the first event' codec(ZSTD(1)),
    browser              LowCardinality(String)        comment 'Browser of the first event' codec(ZSTD(1)),
    os                   LowCardinality(String)        comment 'Operating system of the first event' codec(ZSTD(1)),
    device               LowCardinality(String)        comment 'Device of the first event' codec(ZSTD(1)),
    `pages.page_id`      Array(UUID)                   comment 'The page views in order, each',
    `pages.after_ms`     Array(UInt32)                 comment 'When the page was opened, in milliseconds from started' codec(ZSTD(1)),
    `pages.hostname`     Array(LowCardinality(String)) comment 'Host of the page' codec(ZSTD(1)),
    `pages.path`         Array(LowCardinality(String)) comment 'Path of the page' codec(ZSTD(1)),
    `pages.title`        Array(LowCardinality(String)) comment 'Title of the page' codec(ZSTD(1)),
    `pages.scroll`       Array(Nullable(UInt8))        comment 'Greatest depth reached' codec(ZSTD(1)),
    `pages.engaged_ms`   Array(UInt32)                 comment 'Milliseconds with the page visible and focused' codec(ZSTD(1)),
    `pages.interactions` Array(UInt32)                 comment 'Interactions with the content' codec(ZSTD(1)),
    `later.ts`           Array(DateTime64(3, 'UTC'))   comment 'The touches after the first in order, each: when the visitor arrived',
    `later.channel`      Array(LowCardinality(String)) comment 'Channel',
    `later.source`       Array(LowCardinality(String)) comment 'Source',
    `later.medium`       Array(LowCardinality(String)) comment 'Medium',
    `later.utm_campaign` Array(LowCardinality(String)) comment 'Campaign',
    `later.utm_content`  Array(LowCardinality(String)) comment 'utm_content',
    `later.utm_term`     Array(LowCardinality(String)) comment 'utm_term',
    `later.referrer`     Array(LowCardinality(String)) comment 'Where the visitor came from: host and path',
    `later.landing_path` Array(LowCardinality(String)) comment 'Page the visitor arrived on'
)
engine = ReplacingMergeTree
partition by toYYYYMM(toDateTime(bitShiftRight(session_id, 32), 'UTC'))
order by (site, session_id)
ttl toDateTime(bitShiftRight(session_id, 32), 'UTC') + interval 25 month
settings fsync_after_insert = 1, fsync_part_directory = 1
comment 'What each session comes to; the views sessions, page_views and touches read it';

-- Paths and titles of a site are few beside its events: a dictionary halves what they take, and is grouped faster.
alter table events
    modify column path LowCardinality(String),
    modify column title LowCardinality(String),
    modify column ts codec(Delta, ZSTD(1)),
    modify column received codec(Delta, ZSTD(1)),
    modify column session_id codec(Delta, ZSTD(1)),
    modify column visitor_id codec(ZSTD(1)),
    modify column scroll codec(ZSTD(1)),
    modify column engaged_ms codec(ZSTD(1)),
    modify column name codec(ZSTD(1)),
    modify column referrer codec(ZSTD(1)),
    modify column opens_touch codec(ZSTD(1)),
    modify column internal codec(ZSTD(1)),
    modify column interaction codec(ZSTD(1));
