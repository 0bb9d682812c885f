-- A conversion is what a visit achieved: a lead, the stages and the revenue the lead has reached since, a lead magnet
-- completed (its form submitted or its file downloaded) or an event of the visitor's own doing. Magnets and events
-- count once a session, when they first happened; stages and revenue count when the lead was created. Machines and spam are left out.
-- Which of the two completes a magnet is for its site to declare: submitted and downloaded tell them apart.
-- Grain: one row per lead and stage, and per session and magnet or event.
create or replace view conversions
(
    site        LowCardinality(String) comment 'Name of the site',
    session_id  UInt64                 comment 'Session in which it was made',
    visitor_id  UInt64                 comment 'The visitor',
    conversion  String                 comment 'leads, mql, sql, customers, revenue, magnet:<name> or event:<name>',
    converted   DateTime64(3, 'UTC')   comment 'When it first happened in the session; for stages and revenue, when the lead was created',
    worth       Decimal(38, 4)         comment 'What there is to attribute: 1, or the amount for revenue',
    customers   UInt8                  comment '1 if the conversion is, or is a stage of, a lead that has become a customer',
    revenue     Decimal(38, 4)         comment 'Revenue of that lead',
    kind        LowCardinality(String) comment 'What stands before the colon of conversion: magnet, event, or nothing of a lead; asked for, the others are not read',
    submitted   Nullable(DateTime64(3, 'UTC')) comment 'Of a magnet, when its form was first submitted in the session; null if it was not',
    downloaded  Nullable(DateTime64(3, 'UTC')) comment 'Of a magnet, when its file was first downloaded in the session; null if it was not'
)
as
select
    l.site as site,
    l.session_id as session_id,
    l.visitor_id as visitor_id,
    reached.1 as conversion,
    l.created as converted,
    reached.2 as worth,
    isNotNull(l.customer) as customers,
    l.revenue as revenue,
    '' as kind,
    null as submitted,
    null as downloaded
from lead_summaries as l final
array join
    [
        ('leads', toDecimal128(1, 4)),
        ('mql', toDecimal128(isNotNull(l.mql), 4)),
        ('sql', toDecimal128(isNotNull(l.sql), 4)),
        ('customers', toDecimal128(isNotNull(l.customer), 4)),
        ('revenue', l.revenue)
    ] as reached
where
    l.spam = ''
    and reached.2 != 0
union all
select
    e.site as site,
    e.session_id as session_id,
    any(v.visitor_id) as visitor_id,
    concat('magnet:', e.magnet) as conversion,
    min(e.ts) as converted,
    toDecimal128(1, 4) as worth,
    0 as customers,
    toDecimal128(0, 4) as revenue,
    'magnet' as kind,
    minOrNullIf(e.ts, e.name = 'form_submit') as submitted,
    minOrNullIf(e.ts, e.name = 'download') as downloaded
from events as e
inner join
(
    select
        site,
        session_id,
        visitor_id
    from session_summaries final
    where not gone
) as v on v.site = e.site and v.session_id = e.session_id
where e.bot = '' and e.spam = '' and e.magnet != '' and e.name in ('form_submit', 'download')
group by
    site,
    session_id,
    conversion
union all
select
    e.site as site,
    e.session_id as session_id,
    any(v.visitor_id) as visitor_id,
    concat('event:', e.name) as conversion,
    min(e.ts) as converted,
    toDecimal128(1, 4) as worth,
    0 as customers,
    toDecimal128(0, 4) as revenue,
    'event' as kind,
    null as submitted,
    null as downloaded
from events as e
inner join
(
    select
        site,
        session_id,
        visitor_id
    from session_summaries final
    where not gone
) as v on v.site = e.site and v.session_id = e.session_id
where
    e.bot = ''
    and e.name not in ('pageview', 'engagement', 'form_view', 'form_field', 'form_submit', 'magnet_view', 'section', 'consent')
group by
    site,
    session_id,
    conversion;
