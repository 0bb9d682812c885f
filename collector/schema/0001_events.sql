-- Grain: one row per event that a tag or an import sent. Appended by the loader, never changed.
create table events
(
    site            LowCardinality(String)           comment 'Name of the site, the tag''s data-site',
    session_id      UInt64                           comment 'Session, assigned by the loader; its upper 32 bits are the Unix time at which it was first seen',
    ts              DateTime64(3, 'UTC')             comment 'When it happened: time received less the age the tag gave (imports: their own time)',
    received        DateTime64(3, 'UTC')             comment 'When the collector received it',
    id              UUID                             comment 'Identifier given by the sender; an id is counted once',
    name            LowCardinality(String)           comment 'pageview, engagement, form_view, form_start, form_submit, magnet_view, download, outbound, section or a custom name',
    page_id         UUID                             comment 'The page view the event belongs to (the id of its pageview event)',
    visitor_id      UInt64                           comment 'Keyed hash that stands for the visitor; cookieless ones change each day',
    hostname        LowCardinality(String)           comment 'Host of the page, lower case, without www.',
    path            String                           comment 'Path of the page, without query or fragment',
    title           String                           comment 'Title of the page',
    referrer        String                           comment 'Where the visitor came from: host and path, without scheme and query; empty for the site''s own pages',
    utm_source      LowCardinality(String)           comment 'utm_source of the page''s address, as written',
    utm_medium      LowCardinality(String)           comment 'utm_medium of the page''s address, as written',
    utm_campaign    LowCardinality(String)           comment 'utm_campaign of the page''s address, as written',
    utm_content     LowCardinality(String)           comment 'utm_content of the page''s address, as written',
    utm_term        LowCardinality(String)           comment 'utm_term of the page''s address, as written',
    click_id        LowCardinality(String)           comment 'Name of the advertising click identifier in the address (gclid, fbclid …); its value is not kept',
    source          LowCardinality(String)           comment 'Derived: name of the source (Google, Facebook, example.org …), (direct) if none',
    medium          LowCardinality(String)           comment 'Derived: medium (organic, cpc, referral, email …), (none) if none',
    channel         LowCardinality(String)           comment 'Derived: channel, by the ordered rules of collector/channel.py',
    channel_rules   UInt16                           comment 'Version of the channel rules that derived source, medium and channel',
    opens_touch     Bool                             comment 'A page view that arrived with a campaign or from a foreign referrer',
    scroll          Nullable(UInt8)                  comment 'Greatest depth reached so far on the page, 0 to 100 per cent; null where not measured',
    engaged_ms      UInt32                           comment 'Milliseconds visible and focused since the tag''s last report',
    interaction     Bool                             comment 'The visitor acted on the content: such an event ends a bounce',
    form            LowCardinality(String)           comment 'Name of the form',
    magnet          LowCardinality(String)           comment 'Name of the lead magnet',
    section         LowCardinality(String)           comment 'Name of the marked section that came into view',
    target          String                           comment 'Address of the file downloaded or the site left for, without query',
    props           Map(LowCardinality(String), String) comment 'Properties of a custom event',
    value           Nullable(Decimal(18, 4))         comment 'Value of the event in currency',
    currency        LowCardinality(String)           comment 'ISO 4217 code of value',
    country         LowCardinality(String)           comment 'ISO 3166 code, from the browser''s time zone; empty if unknown',
    language        LowCardinality(String)           comment 'First language the browser asked for, two or three letters',
    browser         LowCardinality(String)           comment 'Family of the browser',
    os              LowCardinality(String)           comment 'Family of the operating system',
    device          LowCardinality(String)           comment 'desktop, mobile, tablet or empty',
    bot             LowCardinality(String)           comment 'Empty for people; else why it is taken for a machine: crawler, headless or automation',
    consent         LowCardinality(String)           comment 'State of consent the tag reported: granted, denied or empty',
    via             LowCardinality(String)           comment 'tag or import'
)
engine = MergeTree
partition by toYYYYMM(ts)
order by (site, session_id, ts)
ttl toDateTime(ts) + interval 25 month
settings non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
comment 'Every event, one row each';

-- Grain: one row per event id seen. Only the loader reads it, to count a repeated id once.
create table event_ids
(
    id       UUID                 comment 'Identifier given by the sender',
    received DateTime('UTC')      comment 'When the collector first received it'
)
engine = MergeTree
order by id
ttl received + interval 40 day
settings index_granularity = 256, non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
comment 'Identifiers of events of the last 40 days';

-- Grain: one row per change in the life of a lead after its creation. Appended, never changed.
create table lead_events
(
    site     LowCardinality(String)   comment 'Name of the site',
    lead_id  UUID                     comment 'The lead: the id of the form_submit event that made it',
    ts       DateTime64(3, 'UTC')     comment 'When it happened',
    received DateTime64(3, 'UTC')     comment 'When the collector received it',
    id       UUID                     comment 'Identifier given by the sender; an id is counted once',
    stage    LowCardinality(String)   comment 'contacted, mql, sql, opportunity, customer or lost',
    reason   LowCardinality(String)   comment 'Why the lead was lost, for example no_answer',
    value    Nullable(Decimal(18, 4)) comment 'Revenue of a sale, in currency',
    currency LowCardinality(String)   comment 'ISO 4217 code of value',
    author   String                   comment 'Who or what reported it'
)
engine = MergeTree
order by (site, lead_id, ts)
settings non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
comment 'Stages that leads reached, one row a change';

-- Grain: one row per cost entry, of one day. Appended, never changed.
create table costs
(
    site     LowCardinality(String) comment 'Name of the site',
    day      Date                   comment 'Day the money was spent, in the site''s time zone',
    received DateTime64(3, 'UTC')   comment 'When the collector received it',
    id       UUID                   comment 'Identifier given by the sender; an id is counted once',
    channel  LowCardinality(String) comment 'Channel the money was spent on',
    source   LowCardinality(String) comment 'Source it was spent on (Google, Facebook …)',
    campaign LowCardinality(String) comment 'Campaign, as in utm_campaign',
    magnet   LowCardinality(String) comment 'Lead magnet it was spent on',
    amount   Decimal(18, 4)         comment 'Amount in currency',
    currency LowCardinality(String) comment 'ISO 4217 code of amount',
    author   String                 comment 'Who or what reported it'
)
engine = MergeTree
order by (site, day, channel, source, campaign)
settings non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
comment 'What was spent, one row an entry';
