-- A touch is a session's source, and any later page view in it that arrives with a campaign or from a foreign
-- referrer other than the touch before. Machines are left out, and runs without a page view or an interaction, which are
-- no sessions. A lead that no form of the site made (told by the API, a file, a webhook or by hand) is a touch too: from
-- where it was said to come. Of a lead older than any session that is still kept, the converting touch frozen with it is one.
-- A visitor's touches are in the order of ts, session_id and place: two of one session may have come at the same moment.
-- Grain: one row per touch.
create or replace view touches
(
    site         LowCardinality(String) comment 'Name of the site',
    session_id   UInt64                 comment 'The session',
    visitor_id   UInt64                 comment 'The visitor',
    place        UInt16                 comment 'Which touch of its session it is, from 1',
    ts           DateTime64(3, 'UTC')   comment 'When the visitor arrived',
    channel      LowCardinality(String) comment 'Channel',
    source       LowCardinality(String) comment 'Source',
    medium       LowCardinality(String) comment 'Medium',
    utm_campaign LowCardinality(String) comment 'Campaign',
    utm_content  LowCardinality(String) comment 'utm_content',
    utm_term     LowCardinality(String) comment 'utm_term',
    referrer     LowCardinality(String) comment 'Where the visitor came from: host and path',
    landing_path LowCardinality(String) comment 'Page the visitor arrived on'
)
as
select
    site,
    session_id,
    visitor_id,
    toUInt16(1) as place,
    started as ts,
    channel,
    source,
    medium,
    utm_campaign,
    utm_content,
    utm_term,
    referrer,
    entry_path as landing_path
from session_summaries final
where
    not gone
    and (page_views > 0 or interactions > 0)
union all
select
    site,
    session_id,
    visitor_id,
    toUInt16(later_number + 1) as place,
    later_ts as ts,
    later_channel as channel,
    later_source as source,
    later_medium as medium,
    later_utm_campaign as utm_campaign,
    later_utm_content as utm_content,
    later_utm_term as utm_term,
    later_referrer as referrer,
    later_landing_path as landing_path
from session_summaries final
array join
    arrayEnumerate(later.ts) as later_number,
    later.ts as later_ts,
    later.channel as later_channel,
    later.source as later_source,
    later.medium as later_medium,
    later.utm_campaign as later_utm_campaign,
    later.utm_content as later_utm_content,
    later.utm_term as later_utm_term,
    later.referrer as later_referrer,
    later.landing_path as later_landing_path
where
    notEmpty(later.ts)
    and not gone
    and (page_views > 0 or interactions > 0)
union all
select
    site,
    argMin(l.session_id, (received, id)) as session_id,
    argMin(l.visitor_id, (received, id)) as visitor_id,
    toUInt16(1) as place,
    argMin(if(via = 'form', l.converting_touched, l.ts), (received, id)) as ts,
    toLowCardinality(argMin(l.converting_channel, (received, id))) as channel,
    toLowCardinality(argMin(l.converting_source, (received, id))) as source,
    toLowCardinality(argMin(l.converting_medium, (received, id))) as medium,
    toLowCardinality(argMin(l.converting_campaign, (received, id))) as utm_campaign,
    toLowCardinality('') as utm_content,
    toLowCardinality('') as utm_term,
    toLowCardinality('') as referrer,
    toLowCardinality(argMin(l.converting_landing_path, (received, id))) as landing_path
from lead_events as l
where
    kind = 'created'
    and
    (
        via != 'form'
        -- The number of the first session is known from the partitions, without reading.
        or l.session_id < (select if(count() = 0, bitNot(toUInt64(0)), min(session_id)) from session_summaries)
    )
group by
    site,
    -- Two leads of one visit came by one touch.
    if(via = 'form', sipHash128(l.visitor_id, l.session_id, l.converting_touched), reinterpretAsFixedString(lead_id));
