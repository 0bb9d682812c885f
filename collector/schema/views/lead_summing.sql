-- What the facts of each lead come to: the rows that lead_summaries holds, worked out from lead_events.
-- A lead is a person who left a way to be contacted, or submitted a form: told by the tag, the API, a file, a webhook or by hand.
-- Submissions of one person within the site's days of grace, and those of one session without a name, are one lead. First,
-- last non-direct and converting touch are those known when it was created, and never change. Whoever reached a stage has
-- passed those before it; who buys is a customer, lost before or not. Machines make no leads; what is taken for spam is marked,
-- and not in the view leads.
-- Grain: one row per lead.
create or replace view lead_summing
(
    site                    LowCardinality(String)              comment 'Name of the site',
    lead_id                 UUID                                comment 'The lead: the id of its first form_submit event or report',
    session_id              UInt64                              comment 'Session in which it was made; of a lead from elsewhere, a number of its own',
    visitor_id              UInt64                              comment 'The visitor; of a lead from elsewhere, a number of its own',
    person                  UInt64                              comment 'Keyed hash of the e-mail address or telephone number; 0 if neither is known',
    created                 DateTime64(3, 'UTC')                comment 'When it was made',
    via                     LowCardinality(String)              comment 'form, api, csv, webhook or page',
    form                    LowCardinality(String)              comment 'Name of the form',
    magnet                  LowCardinality(String)              comment 'Name of the lead magnet, empty for an ordinary form',
    path                    String                              comment 'Page on which the form was submitted',
    answers                 Map(LowCardinality(String), String) comment 'Answers to qualifying questions, the latest to each',
    submissions             UInt64                              comment 'How many submissions and reports were joined in it',
    consent                 LowCardinality(String)              comment 'Permission to be contacted, as last told: granted, denied or empty',
    spam                    LowCardinality(String)              comment 'Why it is taken for spam; empty if not',
    first_touched           DateTime64(3, 'UTC')                comment 'Frozen: time of the first touch',
    first_channel           LowCardinality(String)              comment 'Frozen: channel of the first touch; empty if unknown',
    first_source            LowCardinality(String)              comment 'Frozen: source of the first touch',
    first_medium            LowCardinality(String)              comment 'Frozen: medium of the first touch',
    first_campaign          LowCardinality(String)              comment 'Frozen: campaign of the first touch',
    first_landing_path      String                              comment 'Frozen: page of the first touch',
    last_touched            DateTime64(3, 'UTC')                comment 'Frozen: time of the last touch that is not direct',
    last_channel            LowCardinality(String)              comment 'Frozen: channel of the last touch that is not direct',
    last_source             LowCardinality(String)              comment 'Frozen: source of the last touch that is not direct',
    last_medium             LowCardinality(String)              comment 'Frozen: medium of the last touch that is not direct',
    last_campaign           LowCardinality(String)              comment 'Frozen: campaign of the last touch that is not direct',
    last_landing_path       String                              comment 'Frozen: page of the last touch that is not direct',
    converting_touched      DateTime64(3, 'UTC')                comment 'Frozen: time of the converting touch, the last before the lead',
    converting_channel      LowCardinality(String)              comment 'Frozen: channel of the converting touch',
    converting_source       LowCardinality(String)              comment 'Frozen: source of the converting touch',
    converting_medium       LowCardinality(String)              comment 'Frozen: medium of the converting touch',
    converting_campaign     LowCardinality(String)              comment 'Frozen: campaign of the converting touch',
    converting_landing_path String                              comment 'Frozen: page of the converting touch',
    stage                   LowCardinality(String)              comment 'Where it stands: new, contacted, mql, sql, opportunity, customer or lost',
    contacted               Nullable(DateTime64(3, 'UTC'))      comment 'First contact: a call, an e-mail, a meeting, or a stage that takes one',
    mql                     Nullable(DateTime64(3, 'UTC'))      comment 'When it became a marketing-qualified lead',
    sql                     Nullable(DateTime64(3, 'UTC'))      comment 'When it became a sales-qualified lead',
    opportunity             Nullable(DateTime64(3, 'UTC'))      comment 'When it became an opportunity',
    customer                Nullable(DateTime64(3, 'UTC'))      comment 'When it became a customer: by its stage or its first sale',
    lost                    Nullable(DateTime64(3, 'UTC'))      comment 'When it was lost, if it still is',
    lost_reason             LowCardinality(String)              comment 'Why it was lost, if it still is',
    orders                  UInt64                              comment 'Sales',
    revenue                 Decimal(38, 4)                      comment 'Sales less refunds',
    interesting             Int16                               comment 'Points for means, as last scored',
    interested              Int16                               comment 'Points for behaviour, as last scored'
)
as
-- The row by which a lead was first made is taken in the order in which the table lies: to carry its 27 columns through an
-- aggregation, each with its time and id, took six times as long.
with births as
(
    select
        site,
        lead_id,
        e.session_id as session_id,
        e.visitor_id as visitor_id,
        e.ts as created,
        e.via as via,
        e.form as form,
        e.magnet as magnet,
        e.path as path,
        e.spam as spam,
        e.first_touched as first_touched,
        e.first_channel as first_channel,
        e.first_source as first_source,
        e.first_medium as first_medium,
        e.first_campaign as first_campaign,
        e.first_landing_path as first_landing_path,
        e.last_touched as last_touched,
        e.last_channel as last_channel,
        e.last_source as last_source,
        e.last_medium as last_medium,
        e.last_campaign as last_campaign,
        e.last_landing_path as last_landing_path,
        e.converting_touched as converting_touched,
        e.converting_channel as converting_channel,
        e.converting_source as converting_source,
        e.converting_medium as converting_medium,
        e.converting_campaign as converting_campaign,
        e.converting_landing_path as converting_landing_path
    from lead_events as e
    where kind = 'created'
    order by
        site,
        lead_id,
        received,
        id
    limit 1 by
        site,
        lead_id
),
parts as
(
    select
        site,
        lead_id,
        anyIf(person, person != 0) as person,
        uniqExact(subject_id) as submissions,
        arrayFold(
            (known, later) -> mapUpdate(known, later.3),
            arraySort(groupArrayIf((ts, id, cast(answers, 'Map(String, String)')), notEmpty(answers))),
            map()::Map(String, String)
        ) as answers,
        maxIf((ts, toString(e.consent)), e.consent != '') as consent
    from lead_events as e
    where kind in ('created', 'submission')
    group by
        site,
        lead_id
),
changes as
(
    select
        site,
        lead_id,
        argMaxIf(
            if(kind = 'sale', 'customer', toString(c.stage)),
            (ts, transform(if(kind = 'sale', 'customer', toString(c.stage)), ['contacted', 'mql', 'sql', 'opportunity', 'customer', 'lost'], [1, 2, 3, 4, 5, 6], 0)),
            kind in ('stage', 'sale')
        ) as stage,
        minOrNullIf(ts, kind in ('call', 'email', 'meeting') or c.stage in ('contacted', 'sql', 'opportunity')) as contacted,
        minOrNullIf(ts, c.stage in ('mql', 'sql', 'opportunity', 'customer') or kind = 'sale') as mql,
        minOrNullIf(ts, c.stage in ('sql', 'opportunity', 'customer') or kind = 'sale') as sql,
        minOrNullIf(ts, c.stage in ('opportunity', 'customer') or kind = 'sale') as opportunity,
        minOrNullIf(ts, c.stage = 'customer' or kind = 'sale') as customer,
        maxOrNullIf(ts, c.stage = 'lost') as lost,
        argMaxIf(c.reason, ts, c.stage = 'lost') as lost_reason,
        countIf(kind = 'sale' or (c.stage = 'customer' and isNotNull(c.value))) as orders,
        sumIf(ifNull(c.value, 0), kind = 'sale' or c.stage = 'customer') - sumIf(ifNull(c.value, 0), kind = 'refund') as revenue,
        countIf(kind = 'spam') > 0 as is_marked,
        argMaxIf(c.reason, (ts, received), kind = 'spam') as spam,
        maxIf((ts, toString(c.consent)), kind = 'consent') as consent,
        argMaxIf(c.interesting, (ts, received), kind = 'score') as interesting,
        argMaxIf(c.interested, (ts, received), kind = 'score') as interested
    from lead_changes as c
    group by
        site,
        lead_id
)
select
    b.site as site,
    b.lead_id as lead_id,
    b.session_id as session_id,
    b.visitor_id as visitor_id,
    p.person as person,
    b.created as created,
    b.via as via,
    b.form as form,
    b.magnet as magnet,
    b.path as path,
    p.answers as answers,
    p.submissions as submissions,
    greatest(p.consent, c.consent).2 as consent,
    if(c.is_marked, c.spam, b.spam) as spam,
    b.first_touched as first_touched,
    b.first_channel as first_channel,
    b.first_source as first_source,
    b.first_medium as first_medium,
    b.first_campaign as first_campaign,
    b.first_landing_path as first_landing_path,
    b.last_touched as last_touched,
    b.last_channel as last_channel,
    b.last_source as last_source,
    b.last_medium as last_medium,
    b.last_campaign as last_campaign,
    b.last_landing_path as last_landing_path,
    b.converting_touched as converting_touched,
    b.converting_channel as converting_channel,
    b.converting_source as converting_source,
    b.converting_medium as converting_medium,
    b.converting_campaign as converting_campaign,
    b.converting_landing_path as converting_landing_path,
    multiIf(
        c.stage != 'lost' and isNotNull(c.customer), 'customer',
        c.stage != '', c.stage,
        isNotNull(c.contacted), 'contacted',
        'new'
    ) as stage,
    c.contacted as contacted,
    c.mql as mql,
    c.sql as sql,
    c.opportunity as opportunity,
    c.customer as customer,
    if(c.stage = 'lost', c.lost, null) as lost,
    if(c.stage = 'lost', c.lost_reason, '') as lost_reason,
    c.orders as orders,
    c.revenue as revenue,
    c.interesting as interesting,
    c.interested as interested
from births as b
left join parts as p on p.site = b.site and p.lead_id = b.lead_id
left join changes as c on c.site = b.site and c.lead_id = b.lead_id;
