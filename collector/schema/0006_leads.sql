-- From here on lead_events holds a lead's whole life: its creation with the touches frozen then, every later submission that
-- was joined to it, stages, sales, calls, notes, marks. What was there before are stages.
alter table lead_events
    add column if not exists kind LowCardinality(String) default 'stage' comment 'created, submission, reported, stage, sale, refund, call, email, meeting, note, consent, spam, score, nps or retracted' after id,
    add column if not exists subject_id UUID comment 'created, submission: the form_submit event or the report that the lead was told by; retracted: the row withdrawn' after kind,
    add column if not exists person UInt64 comment 'Keyed hash of the e-mail address, or else of the telephone number; 0 if neither is known' after subject_id,
    add column if not exists via LowCardinality(String) comment 'How it came in: form, api, csv, webhook, page or rule' after person,
    add column if not exists session_id UInt64 comment 'Session of the submission; of a lead from elsewhere, a number whose upper 32 bits are the Unix time too' after via,
    add column if not exists visitor_id UInt64 comment 'The visitor; of a lead from elsewhere, a number of its own' after session_id,
    add column if not exists form LowCardinality(String) comment 'Name of the form' after visitor_id,
    add column if not exists magnet LowCardinality(String) comment 'Name of the lead magnet' after form,
    add column if not exists path String comment 'Page on which the form was submitted' after magnet,
    add column if not exists answers Map(LowCardinality(String), String) comment 'Answers to qualifying questions' after path,
    add column if not exists consent LowCardinality(String) comment 'Permission to be contacted: granted, denied or empty if not asked' after answers,
    add column if not exists spam LowCardinality(String) comment 'Why it is taken for spam: honeypot, disposable_domain, links, too_fast, by_hand; empty if not' after consent,
    add column if not exists first_touched DateTime64(3, 'UTC') comment 'Frozen at creation: time of the first touch' after spam,
    add column if not exists first_channel LowCardinality(String) comment 'Frozen at creation: channel of the first touch; empty if unknown' after first_touched,
    add column if not exists first_source LowCardinality(String) comment 'Frozen at creation: source of the first touch' after first_channel,
    add column if not exists first_medium LowCardinality(String) comment 'Frozen at creation: medium of the first touch' after first_source,
    add column if not exists first_campaign LowCardinality(String) comment 'Frozen at creation: campaign of the first touch' after first_medium,
    add column if not exists first_landing_path String comment 'Frozen at creation: page of the first touch' after first_campaign,
    add column if not exists last_touched DateTime64(3, 'UTC') comment 'Frozen at creation: time of the last touch that is not direct (of the converting one if all are)' after first_landing_path,
    add column if not exists last_channel LowCardinality(String) comment 'Frozen at creation: channel of the last touch that is not direct' after last_touched,
    add column if not exists last_source LowCardinality(String) comment 'Frozen at creation: source of the last touch that is not direct' after last_channel,
    add column if not exists last_medium LowCardinality(String) comment 'Frozen at creation: medium of the last touch that is not direct' after last_source,
    add column if not exists last_campaign LowCardinality(String) comment 'Frozen at creation: campaign of the last touch that is not direct' after last_medium,
    add column if not exists last_landing_path String comment 'Frozen at creation: page of the last touch that is not direct' after last_campaign,
    add column if not exists converting_touched DateTime64(3, 'UTC') comment 'Frozen at creation: time of the converting touch, the last before the submission' after last_landing_path,
    add column if not exists converting_channel LowCardinality(String) comment 'Frozen at creation: channel of the converting touch' after converting_touched,
    add column if not exists converting_source LowCardinality(String) comment 'Frozen at creation: source of the converting touch' after converting_channel,
    add column if not exists converting_medium LowCardinality(String) comment 'Frozen at creation: medium of the converting touch' after converting_source,
    add column if not exists converting_campaign LowCardinality(String) comment 'Frozen at creation: campaign of the converting touch' after converting_medium,
    add column if not exists converting_landing_path String comment 'Frozen at creation: page of the converting touch' after converting_campaign,
    add column if not exists touches UInt32 comment 'created: how many touches the visitor had until then' after converting_landing_path,
    add column if not exists order_id String comment 'sale, refund: number of the order, as the seller wrote it' after currency,
    add column if not exists interesting Int16 comment 'score: points for means (budget, date, region …)' after order_id,
    add column if not exists interested Int16 comment 'score: points for behaviour (pages, time, magnets, returns)' after interesting,
    comment column lead_id 'The lead, or a submission joined to it: the leadpump_id of a form; zeros if only the person is known',
    comment column stage 'Stage reached: contacted, mql, sql, opportunity, customer or lost',
    comment column value 'Revenue of a sale, amount of a refund, or points of an nps answer',
    comment column reason 'Why the lead was lost, for example no_answer; why it is spam',
    modify comment 'The life of leads, one row a fact';

-- What a submitted form says of its sender, as far as reports may know it.
alter table events
    add column if not exists person UInt64 comment 'form_submit: keyed hash of the declared e-mail address, or else telephone number; 0 if none' after visitor_id,
    add column if not exists spam LowCardinality(String) comment 'form_submit: why it is taken for spam: honeypot, disposable_domain, links, too_fast; empty if not' after bot;

-- Grain: one row per submission, report or note with contact details. The only table that holds what a person wrote of
-- themselves, encrypted with the key contact.key of the data folder.
create table contacts
(
    site     LowCardinality(String) comment 'Name of the site',
    lead_id  UUID                   comment 'The lead, or a submission joined to it; zeros if only the person is known',
    person   UInt64                 comment 'Keyed hash of the e-mail address, or else of the telephone number; 0 if neither is known',
    ts       DateTime64(3, 'UTC')   comment 'When it was written',
    received DateTime64(3, 'UTC')   comment 'When the collector received it',
    id       UUID                   comment 'Identifier of the submission, report or note',
    sealed   String                 comment 'Encrypted JSON: email, phone, name, company, note …'
)
engine = MergeTree
order by (site, lead_id, ts)
ttl toDateTime(ts) + interval 3 year
settings non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
comment 'Contact details and notes, encrypted';
