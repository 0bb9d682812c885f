-- A lead's journey is its touches: those of its visitor in the 365 days before it was created, and up to then. Without a
-- cookie a visitor is known for a day, so that is how far back a journey can be seen.
-- A lead is made in one session: it stands in the windows so that a bound on it is known to hold before them.
-- Grain: one row per lead and touch.
create or replace view lead_journeys
(
    site         LowCardinality(String)         comment 'Name of the site',
    lead_id      UUID                           comment 'The lead',
    session_id   UInt64                         comment 'Session in which the lead was made',
    visitor_id   UInt64                         comment 'The visitor',
    created      DateTime64(3, 'UTC')           comment 'When the form was submitted',
    magnet       LowCardinality(String)         comment 'Magnet of the lead, empty for an ordinary form',
    customer     Nullable(DateTime64(3, 'UTC')) comment 'When the lead became a customer',
    revenue      Decimal(38, 4)                 comment 'Revenue of the lead''s sales',
    touched      DateTime64(3, 'UTC')           comment 'When the visitor arrived',
    days_before  Float64                        comment 'Days from the touch to the lead',
    position     UInt64                         comment 'Which touch of the lead it is, from 1',
    touches      UInt64                         comment 'How many touches the lead has',
    channel      LowCardinality(String)         comment 'Channel of the touch',
    source       LowCardinality(String)         comment 'Source of the touch',
    medium       LowCardinality(String)         comment 'Medium of the touch',
    utm_campaign LowCardinality(String)         comment 'Campaign of the touch',
    utm_content  LowCardinality(String)         comment 'utm_content of the touch',
    utm_term     LowCardinality(String)         comment 'utm_term of the touch',
    landing_path String                         comment 'Page the visitor arrived on'
)
as
select
    l.site as site,
    l.lead_id as lead_id,
    l.session_id as session_id,
    l.visitor_id as visitor_id,
    l.created as created,
    l.magnet as magnet,
    l.customer as customer,
    l.revenue as revenue,
    t.ts as touched,
    dateDiff('millisecond', t.ts, l.created) / 86400000 as days_before,
    row_number() over (partition by l.site, l.session_id, l.lead_id order by t.ts, t.session_id, t.place) as position,
    count() over (partition by l.site, l.session_id, l.lead_id) as touches,
    t.channel as channel,
    t.source as source,
    t.medium as medium,
    t.utm_campaign as utm_campaign,
    t.utm_content as utm_content,
    t.utm_term as utm_term,
    t.landing_path as landing_path
from touches as t
inner join leads as l on l.site = t.site and l.visitor_id = t.visitor_id
where t.ts <= l.created and t.ts >= l.created - interval 365 day;
