-- Leads that count: all but those that are taken for spam. What a lead is, is said in the view all_leads; it
-- is not read through that, for 44 columns would be resolved once more by every statement.
-- Grain: one row per lead.
create or replace view leads
(
    site                    LowCardinality(String)               comment 'Name of the site',
    lead_id                 UUID                                 comment 'The lead: the id of its first form_submit event or report',
    session_id              UInt64                               comment 'Session in which it was made; of a lead from elsewhere, a number of its own',
    visitor_id              UInt64                               comment 'The visitor; of a lead from elsewhere, a number of its own',
    person                  UInt64                               comment 'Keyed hash of the e-mail address or telephone number; 0 if neither is known',
    created                 DateTime64(3, 'UTC')                 comment 'When it was made',
    via                     LowCardinality(String)               comment 'form, api, csv, webhook or page',
    form                    LowCardinality(String)               comment 'Name of the form',
    magnet                  LowCardinality(String)               comment 'Name of the lead magnet, empty for an ordinary form',
    path                    String                               comment 'Page on which the form was submitted',
    answers                 Map(LowCardinality(String), String)  comment 'Answers to qualifying questions, the latest to each',
    submissions             UInt64                               comment 'How many submissions and reports were joined in it',
    consent                 LowCardinality(String)               comment 'Permission to be contacted, as last told: granted, denied or empty',
    spam                    LowCardinality(String)               comment 'Why it is taken for spam; empty if not',
    first_touched           DateTime64(3, 'UTC')                 comment 'Frozen: time of the first touch',
    first_channel           LowCardinality(String)               comment 'Frozen: channel of the first touch; empty if unknown',
    first_source            LowCardinality(String)               comment 'Frozen: source of the first touch',
    first_medium            LowCardinality(String)               comment 'Frozen: medium of the first touch',
    first_campaign          LowCardinality(String)               comment 'Frozen: campaign of the first touch',
    first_landing_path      String                               comment 'Frozen: page of the first touch',
    last_touched            DateTime64(3, 'UTC')                 comment 'Frozen: time of the last touch that is not direct',
    last_channel            LowCardinality(String)               comment 'Frozen: channel of the last touch that is not direct',
    last_source             LowCardinality(String)               comment 'Frozen: source of the last touch that is not direct',
    last_medium             LowCardinality(String)               comment 'Frozen: medium of the last touch that is not direct',
    last_campaign           LowCardinality(String)               comment 'Frozen: campaign of the last touch that is not direct',
    last_landing_path       String                               comment 'Frozen: page of the last touch that is not direct',
    converting_touched      DateTime64(3, 'UTC')                 comment 'Frozen: time of the converting touch, the last before the lead',
    converting_channel      LowCardinality(String)               comment 'Frozen: channel of the converting touch',
    converting_source       LowCardinality(String)               comment 'Frozen: source of the converting touch',
    converting_medium       LowCardinality(String)               comment 'Frozen: medium of the converting touch',
    converting_campaign     LowCardinality(String)               comment 'Frozen: campaign of the converting touch',
    converting_landing_path String                               comment 'Frozen: page of the converting touch',
    stage                   LowCardinality(String)               comment 'Where it stands: new, contacted, mql, sql, opportunity, customer or lost',
    contacted               Nullable(DateTime64(3, 'UTC'))       comment 'First contact: a call, an e-mail, a meeting, or a stage that takes one',
    mql                     Nullable(DateTime64(3, 'UTC'))       comment 'When it became a marketing-qualified lead',
    sql                     Nullable(DateTime64(3, 'UTC'))       comment 'When it became a sales-qualified lead',
    opportunity             Nullable(DateTime64(3, 'UTC'))       comment 'When it became an opportunity',
    customer                Nullable(DateTime64(3, 'UTC'))       comment 'When it became a customer: by its stage or its first sale',
    lost                    Nullable(DateTime64(3, 'UTC'))       comment 'When it was lost, if it still is',
    lost_reason             LowCardinality(String)               comment 'Why it was lost, if it still is',
    orders                  UInt64                               comment 'Sales',
    revenue                 Decimal(38, 4)                       comment 'Sales less refunds',
    interesting             Int16                                comment 'Points for means, as last scored',
    interested              Int16                                comment 'Points for behaviour, as last scored'
)
as
select *
from lead_summaries final
where spam = '';
