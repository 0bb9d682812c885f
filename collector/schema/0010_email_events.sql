-- Grain: one row per report of what became of an e-mail: of one recipient's, or of so many recipients' at once. Appended,
-- never changed: of an entry's rows the one received last holds, and one that is removed takes the entry away.
create table email_events
(
    site         LowCardinality(String) comment 'Name of the site',
    ts           DateTime64(3, 'UTC')   comment 'When it happened; of totals, when the e-mail was sent',
    received     DateTime64(3, 'UTC')   comment 'When the collector received it',
    id           UUID                   comment 'Identifier of the row, given by the sender or made of what it says; an id is counted once',
    entry        UUID                   comment 'What the row is about, over its corrections; of its rows the one received last holds',
    kind         LowCardinality(String) comment 'sent, delivered, opened, machine_opened, clicked, bounced_soft, bounced_hard, unsubscribed, complained, subscribed or added',
    person       UInt64                 comment 'Keyed hash of the recipient''s address, the same as a lead''s person; 0 for totals',
    recipients   UInt32                 comment 'How many recipients the row stands for: 1 if one is named',
    campaign     String                 comment 'The e-mail: name or number of the mailing, as its provider has it',
    subject      String                 comment 'Its subject, if that was told',
    sequence     String                 comment 'The automated sequence it belongs to; empty for a mailing of its own',
    step         UInt16                 comment 'Which e-mail of the sequence it is, from 1; 0 for a mailing of its own',
    message      String                 comment 'The provider''s number of the one message, where a recipient may get the same e-mail twice',
    list         String                 comment 'The list of recipients, if that was told',
    utm_campaign LowCardinality(String) comment 'utm_campaign by which visits from its links are known; empty: that of the campaign''s name',
    provider     LowCardinality(String) comment 'Who sends the e-mails: brevo, mailchimp …',
    via          LowCardinality(String) comment 'How it came in: api, webhook, csv or page',
    author       String                 comment 'Who or what reported it',
    removed      Bool                   comment 'The entry was taken back'
)
engine = MergeTree
partition by toYYYYMM(ts)
order by (site, ts)
ttl toDateTime(ts) + interval 25 month
settings non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
comment 'What became of e-mails, one row a report';
