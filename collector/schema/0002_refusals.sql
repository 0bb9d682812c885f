-- Grain: one row per site, reason and sample within some seconds of one worker; what was refused in them is summed.
create table refusals
(
    site     LowCardinality(String) comment 'The site it was meant for, as far as that can be told; empty where it cannot',
    received DateTime64(3, 'UTC')   comment 'When the collector refused it; the first of those summed',
    id       UUID                   comment 'Identifier of the row',
    reason   LowCardinality(String) comment 'Why, from the closed set of docs/events.md',
    detail   String                 comment 'Where it failed, in the words of the answer; never what was sent',
    name     String                 comment 'Name of the refused event; empty if it had none or none that is allowed',
    hostname String                 comment 'Host of the page that sent it, lower case, without www.; empty if unknown',
    unknown  String                 comment 'The site it named, where none of that name is measured here; else empty',
    browser  LowCardinality(String) comment 'Family of the browser; empty if unknown or a program',
    refused  UInt32                 comment 'How many events were refused; a request refused whole counts as one'
)
engine = MergeTree
partition by toYYYYMM(received)
order by (site, received, reason)
ttl toDateTime(received) + interval 13 month
settings non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
comment 'What was refused, counted by reason with samples; no personal data';

-- Two more kinds of what is stored and not counted.
alter table events comment column bot 'Empty for people; else why it is not counted as one: crawler, headless, automation, prerender or spam';
