-- What happened to leads after they were created, each fact with the lead it belongs to: told by the lead's own id, by that of
-- any submission joined to it, or by the person (then it is the person's latest lead of that time, or the first if the fact
-- is older than all; of leads taken for spam, by what they were made of or by a mark under their own id, only where there is no
-- other, or where it is told that the person is spam or not). Withdrawn facts are left out.
-- The facts stand on the right of each join: whoever asks for one kind of them then has only their leads looked for.
-- Grain: one row per fact.
create or replace view lead_changes
(
    site        LowCardinality(String)   comment 'Name of the site',
    lead_id     UUID                     comment 'The lead',
    ts          DateTime64(3, 'UTC')     comment 'When it happened',
    received    DateTime64(3, 'UTC')     comment 'When the collector received it',
    id          UUID                     comment 'Identifier of the fact',
    kind        LowCardinality(String)   comment 'stage, sale, refund, call, email, meeting, note, consent, spam, score or nps',
    stage       LowCardinality(String)   comment 'Stage reached',
    reason      LowCardinality(String)   comment 'Why it was lost, or is spam',
    value       Nullable(Decimal(18, 4)) comment 'Amount in currency; points of an nps answer',
    currency    LowCardinality(String)   comment 'ISO 4217 code of value',
    order_id    String                   comment 'Number of the order',
    consent     LowCardinality(String)   comment 'granted or denied',
    interesting Int16                    comment 'Points for means',
    interested  Int16                    comment 'Points for behaviour',
    author      String                   comment 'Who or what reported it',
    via         LowCardinality(String)   comment 'api, csv, webhook, page or rule'
)
as
-- The order in which rows were stored, as one number, which compares faster than a tuple: milliseconds, then half of the id.
with bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(received)), 64), toUInt128(reinterpretAsUInt64(id))) as version,
-- What a lead took in, and its own id: it may be that of a form that never arrived.
parts as
(
    select
        site,
        mark,
        argMin(e.lead_id, version) as lead_id
    from lead_events as e
    array join arrayDistinct([e.subject_id, e.lead_id]) as mark
    where kind in ('created', 'submission')
    group by
        site,
        mark
),
withdrawn as
(
    select
        site,
        subject_id
    from lead_events
    where kind = 'retracted'
),
-- Of each lead of which it was ever told: why it is taken for spam, as was said of it last under its own id; empty if it is not.
suspects as
(
    select
        site,
        lead_id,
        argMax(if(kind = 'spam', e.reason, e.spam), (kind = 'spam', ts, received)) as said
    from lead_events as e
    where
        (kind = 'spam' or (kind = 'created' and e.spam != ''))
        and (site, id) not in (select site, subject_id from withdrawn)
    group by
        site,
        lead_id
),
people as
(
    select
        site,
        person,
        arraySort(groupArray((ts, lead_id))) as all_leads,
        arraySort(groupArrayIf((ts, lead_id), (site, lead_id) not in (select site, lead_id from suspects where said != ''))) as others,
        if(empty(others), all_leads, others) as leads
    from
    (
        select
            site,
            person,
            ts,
            argMin(lead_id, version) as lead_id
        from lead_events
        where kind in ('created', 'submission') and person != 0
        group by
            site,
            person,
            ts
    )
    group by
        site,
        person
),
facts as
(
    select *
    from lead_events
    where
        kind not in ('created', 'submission', 'reported', 'retracted')
        and (site, id) not in (select site, subject_id from withdrawn)
)
select
    f.site as site,
    p.lead_id as lead_id,
    f.ts as ts,
    f.received as received,
    f.id as id,
    f.kind as kind,
    f.stage as stage,
    f.reason as reason,
    f.value as value,
    f.currency as currency,
    f.order_id as order_id,
    f.consent as consent,
    f.interesting as interesting,
    f.interested as interested,
    f.author as author,
    f.via as via
from parts as p
inner join facts as f on f.site = p.site and f.lead_id = p.mark
union all
select
    f.site as site,
    arrayLast(lead -> lead.1 <= greatest(f.ts, own[1].1), if(f.kind = 'spam', p.all_leads, p.leads) as own).2 as lead_id,
    f.ts as ts,
    f.received as received,
    f.id as id,
    f.kind as kind,
    f.stage as stage,
    f.reason as reason,
    f.value as value,
    f.currency as currency,
    f.order_id as order_id,
    f.consent as consent,
    f.interesting as interesting,
    f.interested as interested,
    f.author as author,
    f.via as via
from people as p
inner join (select * from facts where empty(lead_id) and person != 0) as f on f.site = p.site and f.person = p.person;
