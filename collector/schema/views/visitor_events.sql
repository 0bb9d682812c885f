-- What was done, and by whom: an event with the visitor of its session. Of the visit in which somebody agrees to a lasting number, the
-- table events has the number of the day. A bound on session_id holds for both sides of the join. The site is no key of it, which
-- would be looked up as a text for every event; it is compared where numbers are the same.
-- Grain: one row per event.
create or replace view visitor_events
(
    site       LowCardinality(String)              comment 'Name of the site',
    session_id UInt64                              comment 'The session',
    visitor_id UInt64                              comment 'The visitor',
    ts         DateTime64(3, 'UTC')                comment 'When it happened',
    id         UUID                                comment 'Identifier of the event',
    name       LowCardinality(String)              comment 'pageview, form_submit, download … or a custom name',
    page_id    UUID                                comment 'The page view it belongs to',
    hostname   LowCardinality(String)              comment 'Host of the page',
    path       String                              comment 'Path of the page',
    form       LowCardinality(String)              comment 'Name of the form',
    magnet     LowCardinality(String)              comment 'Name of the lead magnet',
    section    LowCardinality(String)              comment 'Name of the marked section that came into view',
    target     String                              comment 'Address of the file downloaded or the site left for',
    props      Map(LowCardinality(String), String) comment 'Properties of a custom event',
    value      Nullable(Decimal(18, 4))            comment 'Value of the event in currency',
    currency   LowCardinality(String)              comment 'ISO 4217 code of value',
    country    LowCardinality(String)              comment 'ISO 3166 code, from the browser''s time zone; empty if unknown',
    language   LowCardinality(String)              comment 'First language the browser asked for, two or three letters',
    browser    LowCardinality(String)              comment 'Family of the browser',
    os         LowCardinality(String)              comment 'Family of the operating system',
    device     LowCardinality(String)              comment 'desktop, mobile, tablet or empty',
    bot        LowCardinality(String)              comment 'Empty for people; else why it is taken for a machine',
    spam       LowCardinality(String)              comment 'Empty, or why a submitted form is taken for spam'
)
as
select
    e.site as site,
    e.session_id as session_id,
    if(agreed.agreed_id = 0, e.visitor_id, agreed.agreed_id) as visitor_id,
    e.ts as ts,
    e.id as id,
    e.name as name,
    e.page_id as page_id,
    e.hostname as hostname,
    e.path as path,
    e.form as form,
    e.magnet as magnet,
    e.section as section,
    e.target as target,
    e.props as props,
    e.value as value,
    e.currency as currency,
    e.country as country,
    e.language as language,
    e.browser as browser,
    e.os as os,
    e.device as device,
    e.bot as bot,
    e.spam as spam
from events as e
any left join
(
    select
        site,
        session_id,
        argMax(lasting_id, ts) as agreed_id
    from events
    where
        bot = ''
        and lasting_id != 0
        and lasting_id != visitor_id
    group by
        site,
        session_id
) as agreed on agreed.session_id = e.session_id and not (agreed.site != e.site);
