-- A lead is a session in which at least one form was submitted: its lead_id, magnet and form are those of the first
-- submission, and the stages reported for any of its submissions are its own. Machines are left out.
-- Grain: one row per lead.
create or replace view leads
(
    site        LowCardinality(String)             comment 'Name of the site',
    lead_id     UUID                               comment 'The lead: id of its first form_submit event',
    session_id  UInt64                             comment 'Session in which it was made',
    visitor_id  UInt64                             comment 'The visitor',
    created     DateTime64(3, 'UTC')               comment 'When the form was submitted',
    form        LowCardinality(String)             comment 'Name of the form',
    magnet      LowCardinality(String)             comment 'Name of the lead magnet, empty for an ordinary form',
    path        String                             comment 'Page on which the form was submitted',
    contacted   Nullable(DateTime64(3, 'UTC'))     comment 'First contact',
    mql         Nullable(DateTime64(3, 'UTC'))     comment 'When it became a marketing-qualified lead',
    sql         Nullable(DateTime64(3, 'UTC'))     comment 'When it became a sales-qualified lead',
    opportunity Nullable(DateTime64(3, 'UTC'))     comment 'When it became an opportunity',
    customer    Nullable(DateTime64(3, 'UTC'))     comment 'When it became a customer',
    lost        Nullable(DateTime64(3, 'UTC'))     comment 'When it was lost',
    revenue     Decimal(38, 4)                     comment 'Revenue of its sales'
)
as
with submissions as
(
    select
        site,
        session_id,
        argMin(id, (ts, id)) as lead_id,
        any(e.visitor_id) as visitor_id,
        min(ts) as created,
        argMin(e.form, (ts, id)) as form,
        argMin(e.magnet, (ts, id)) as magnet,
        argMin(e.path, (ts, id)) as path,
        groupArray(id) as submission_ids
    from events as e
    where bot = '' and name = 'form_submit'
    group by
        site,
        session_id
),
stages as
(
    select
        s.site as site,
        s.session_id as session_id,
        minOrNullIf(l.ts, l.stage = 'contacted') as contacted,
        minOrNullIf(l.ts, l.stage = 'mql') as mql,
        minOrNullIf(l.ts, l.stage = 'sql') as sql,
        minOrNullIf(l.ts, l.stage = 'opportunity') as opportunity,
        minOrNullIf(l.ts, l.stage = 'customer') as customer,
        minOrNullIf(l.ts, l.stage = 'lost') as lost,
        sumIf(ifNull(l.value, 0), l.stage = 'customer') as revenue
    from (select site, session_id, arrayJoin(submission_ids) as lead_id from submissions) as s
    inner join lead_events as l on l.site = s.site and l.lead_id = s.lead_id
    group by
        site,
        session_id
)
select
    s.site as site,
    s.lead_id as lead_id,
    s.session_id as session_id,
    s.visitor_id as visitor_id,
    s.created as created,
    s.form as form,
    s.magnet as magnet,
    s.path as path,
    t.contacted as contacted,
    t.mql as mql,
    t.sql as sql,
    t.opportunity as opportunity,
    t.customer as customer,
    t.lost as lost,
    t.revenue as revenue
from submissions as s
left join stages as t on t.site = s.site and t.session_id = s.session_id;
