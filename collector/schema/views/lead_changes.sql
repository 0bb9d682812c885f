-- What happened to leads after they were created, each fact with the lead it belongs to: told by the lead's own id, by that of
-- any submission joined to it, or by the person (then it is the person's latest lead of that time, or the first if the fact
-- is older than all). Withdrawn facts are left out.
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
with facts as
(
    select *
    from lead_events
    where
        kind not in ('created', 'submission', 'reported', 'retracted')
        and (site, id) not in (select site, subject_id from lead_events where kind = 'retracted')
),
parts as
(
    select
        site,
        subject_id,
        argMin(lead_id, (received, id)) as lead_id
    from lead_events
    where kind in ('created', 'submission')
    group by
        site,
        subject_id
),
-- The leads of each person, the oldest first.
people as
(
    select
        site,
        person,
        arraySort(groupArray((ts, lead_id))) as made
    from
    (
        select
            site,
            person,
            ts,
            argMin(lead_id, (received, id)) as lead_id
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
)
select
    f.site as site,
    multiIf(
        notEmpty(f.lead_id), p.lead_id,
        f.ts < q.made[1].1, q.made[1].2,
        arrayLast(lead -> lead.1 <= f.ts, q.made).2
    ) as lead_id,
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
from facts as f
left join parts as p on p.site = f.site and p.subject_id = f.lead_id
left join people as q on q.site = f.site and q.person = f.person
where notEmpty(lead_id);
