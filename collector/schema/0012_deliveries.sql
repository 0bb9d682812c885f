-- A lead that is told of by what somebody bought, or moved, is no new one because the old one is old.
alter table lead_events
    add column if not exists of_any_age Bool comment 'reported: of somebody who may have been a lead long ago and still is; joined to that one, whatever the days of grace' after author;

-- Grain: one row per request to a webhook whose address was right, and one per replay.
create table deliveries
(
    site      LowCardinality(String) comment 'Name of the site',
    received  DateTime64(3, 'UTC')   comment 'When it was received, or replayed',
    id        UUID                   comment 'Identifier of the delivery',
    sender    LowCardinality(String) comment 'brevo, calendly, generic, hubspot, mailchimp, pipedrive or stripe',
    kind      String                 comment 'What happened, in the words of the sender; several are separated by commas',
    event     UUID                   comment 'Stands for what it tells of: the same when it is told again; zeros if that could not be read',
    verdict   LowCardinality(String) comment 'taken, ignored, refused or failed',
    reason    LowCardinality(String) comment 'Why it was not taken, from the closed set of docs/integrations.md; empty if it was',
    detail    String                 comment 'Where it could not be read, or the step that has no stage here',
    messages  UInt32                 comment 'How many messages it held',
    facts     UInt32                 comment 'How many facts they gave, those known before included',
    replay_of UUID                   comment 'The delivery that was replayed; zeros if it was none',
    persons   Array(UInt64)          comment 'Keyed hashes of those whom the body names',
    leads     Array(UUID)            comment 'Leads and submissions that the body speaks of',
    sealed    String                 comment 'The body, encrypted; empty if its sender was not proven, or a person in it was erased'
)
engine = MergeTree
order by (site, received, id)
ttl toDateTime(received) + interval 30 day
settings non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
comment 'What webhooks received, bodies encrypted; kept 30 days';
