-- What the events of each session come to: the rows that session_summaries holds, worked out from events.
-- A session is a run of one visitor's events on one site without a gap of more than 30 minutes. Its source is that
-- of its first event; what was only read or shown of a page left open comes after a page opened or an act, whenever it was,
-- for it is no arrival. A page view is one showing of one page, with what the visitor did on it in the same session.
-- A touch is a session's source, and any later page view in it that arrives with a campaign or from a foreign
-- referrer other than the touch before. Where the visitor agreed on a page in the same session, the event consent tells
-- where that page view came from whole, and is taken at its word. The visitor goes by the lasting number that they came with
-- last, if any, from the beginning of that session. Machines are left out.
-- Grain: one row per session.
create or replace view session_summing
(
    site                 LowCardinality(String)        comment 'Name of the site',
    session_id           UInt64                        comment 'The session',
    gone                 Bool                          comment 'It has no events any more: they are another session''s',
    fingerprint          UInt32                        comment 'Stands for the events that were summed, and for their channel; compared with events',
    visitor_id           UInt64                        comment 'The visitor',
    started              DateTime64(3, 'UTC')          comment 'Time of the first event',
    ended                DateTime64(3, 'UTC')          comment 'Time of the last event',
    engaged_ms           UInt64                        comment 'Milliseconds with a page visible and focused',
    page_views           UInt64                        comment 'Page views',
    interactions         UInt64                        comment 'Interactions with the content',
    form_submissions     UInt64                        comment 'Forms submitted, spam left out',
    scroll               Nullable(UInt8)               comment 'Greatest depth reached on any page, per cent',
    hostname             LowCardinality(String)        comment 'Host of the first page',
    entry_path           LowCardinality(String)        comment 'Path of the first page',
    exit_path            LowCardinality(String)        comment 'Path of the last page',
    referrer             LowCardinality(String)        comment 'Where the visitor came from: host and path',
    source               LowCardinality(String)        comment 'Source of the first event',
    medium               LowCardinality(String)        comment 'Medium of the first event',
    channel              LowCardinality(String)        comment 'Channel of the first event',
    utm_campaign         LowCardinality(String)        comment 'Campaign of the first event',
    utm_content          LowCardinality(String)        comment 'utm_content of the first event',
    utm_term             LowCardinality(String)        comment 'utm_term of the first event',
    country              LowCardinality(String)        comment 'Country of the first event',
    language             LowCardinality(String)        comment 'Language of the first event',
    browser              LowCardinality(String)        comment 'Browser of the first event',
    os                   LowCardinality(String)        comment 'Operating system of the first event',
    device               LowCardinality(String)        comment 'Device of the first event',
    `pages.page_id`      Array(UUID)                   comment 'The page views in order, each',
    `pages.after_ms`     Array(UInt32)                 comment 'When the page was opened, in milliseconds from started',
    `pages.hostname`     Array(LowCardinality(String)) comment 'Host of the page',
    `pages.path`         Array(LowCardinality(String)) comment 'Path of the page',
    `pages.title`        Array(LowCardinality(String)) comment 'Title of the page',
    `pages.scroll`       Array(Nullable(UInt8))        comment 'Greatest depth reached',
    `pages.engaged_ms`   Array(UInt32)                 comment 'Milliseconds with the page visible and focused',
    `pages.interactions` Array(UInt32)                 comment 'Interactions with the content',
    `later.ts`           Array(DateTime64(3, 'UTC'))   comment 'The touches after the first in order, each: when the visitor arrived',
    `later.channel`      Array(LowCardinality(String)) comment 'Channel',
    `later.source`       Array(LowCardinality(String)) comment 'Source',
    `later.medium`       Array(LowCardinality(String)) comment 'Medium',
    `later.utm_campaign` Array(LowCardinality(String)) comment 'Campaign',
    `later.utm_content`  Array(LowCardinality(String)) comment 'utm_content',
    `later.utm_term`     Array(LowCardinality(String)) comment 'utm_term',
    `later.referrer`     Array(LowCardinality(String)) comment 'Where the visitor came from: host and path',
    `later.landing_path` Array(LowCardinality(String)) comment 'Page the visitor arrived on'
)
as
-- The order of a session's events as one number, which compares ten times faster than a tuple: the milliseconds, then page
-- views before (for the last: after) anything else, then a hash of the id, so that there is no tie. Of the first event the
-- row itself is taken, in the order in which the table lies; to carry a dozen texts through the aggregation took three times
-- as long.
with
    toUInt128(cityHash64(id)) as tie,
    bitOr(bitShiftLeft(toUInt128(toUnixTimestamp64Milli(ts) * 2 + (name != 'pageview')), 64), tie) as moment,
    name in ('engagement', 'section', 'magnet_view', 'form_view', 'form_field') as is_shown,
    bitOr(bitShiftLeft(toUInt128(is_shown), 127), moment) as early,
    -- Consent is no page seen: its path is that of the page on which the visitor arrived.
    toUInt128((toUnixTimestamp64Milli(ts) * 2 + (name = 'pageview')) * (name != 'consent')) as seen,
    bitOr(bitShiftLeft(seen, 64), tie) as late,
    name = 'consent' and e.consent = 'granted' as agrees,
    -- Where an event came from, as a touch has it.
    (ts, e.channel, e.source, e.medium, e.utm_campaign, e.utm_content, e.utm_term, e.referrer, e.path) as came,
firsts as
(
    select
        site,
        session_id,
        early as begun_at,
        came as begun_from,
        e.hostname as hostname,
        e.country as country,
        e.language as language,
        e.browser as browser,
        e.os as os,
        e.device as device
    from events as e
    where bot = ''
    order by
        site,
        session_id,
        is_shown,
        ts,
        name != 'pageview',
        cityHash64(id)
    limit 1 by
        site,
        session_id
),
by_page as
(
    select
        site,
        session_id,
        page_id,
        groupBitXor(cityHash64(session_id, id, source, medium, channel, opens_touch) + (e.spam != '') + 2 * (e.lasting_id != 0) + 4) as fingerprint,
        any(e.visitor_id) as visitor_id,
        argMaxIf(e.lasting_id, moment, e.lasting_id != 0) as lasting_id,
        maxIf(moment, e.lasting_id != 0) as lasting_since,
        min(ts) as first_event,
        max(ts) as last_event,
        sum(e.engaged_ms) as engaged_ms,
        countIf(name = 'pageview') as openings,
        countIf(interaction) as interactions,
        countIf(name = 'form_submit' and e.spam = '') as form_submissions,
        max(e.scroll) as scroll,
        minIf(ts, name = 'pageview') as opened,
        anyIf(e.hostname, name = 'pageview') as hostname,
        anyIf(e.path, name = 'pageview') as path,
        anyIf(e.title, name = 'pageview') as title,
        min(early) as earliest,
        countIf(agrees) > 0 as agreed,
        countIf(agrees and opens_touch) > 0 as agreed_to_touch,
        groupArrayIf((early, came), agrees) as tellings,
        max(late) as latest,
        argMax(e.path, late) as last_path
    from events as e
    where bot = ''
    group by
        site,
        session_id,
        page_id
),
by_session as
(
    select
        site,
        session_id,
        groupBitXor(p.fingerprint) as fingerprint,
        argMax(p.lasting_id, lasting_since) as agreed_id,
        if(agreed_id = 0, any(p.visitor_id), agreed_id) as visitor_id,
        min(first_event) as started,
        max(last_event) as ended,
        sum(p.engaged_ms) as engaged_ms,
        sum(openings) as page_views,
        sum(p.interactions) as interactions,
        sum(p.form_submissions) as form_submissions,
        max(p.scroll) as scroll,
        argMax(last_path, latest) as exit_path,
        groupArrayIf((p.earliest, first_event, tellings, page_id, agreed_to_touch), agreed) as agreed_pages,
        arrayMap(
            (page, told) -> (
                page.1,
                (page.2, told.2, told.3, told.4, told.5, told.6, told.7, told.8, told.9),
                page.4,
                page.5
            ),
            agreed_pages,
            arrayMap(page -> arraySort(page.3)[1].2, agreed_pages)
        ) as agreements,
        arraySort(
            groupArrayIf(
                (opened, page_id, p.hostname, p.path, p.title, p.scroll, p.engaged_ms, p.interactions),
                openings > 0
            )
        ) as pages
    from by_page as p
    group by
        site,
        session_id
),
-- What opened a touch, but for the first event, which may itself have opened one.
openers as
(
    select
        site,
        session_id,
        groupArray((opened_at, opened_from, opened_page)) as opened_later
    from
    (
        select
            site,
            session_id,
            early as opened_at,
            came as opened_from,
            page_id as opened_page
        from events as e
        where
            bot = ''
            and opens_touch
            and name = 'pageview'
    ) as opening
    inner join firsts as begun using (site, session_id)
    where opened_at != begun_at
    group by
        site,
        session_id
),
whole as
(
    select
        *,
        arrayFilter(agreement -> agreement.1 = begun_at, agreements)[1] as told_first,
        if(told_first.1 = 0, begun_from, told_first.2) as origin,
        arraySort(
            opener -> opener.1,
            arrayConcat(
                arrayFilter(opener -> not has(agreements.3, opener.3), opened_later),
                arrayMap(
                    agreement -> (agreement.1, agreement.2, agreement.3),
                    arrayFilter(agreement -> agreement.4 and agreement.1 != begun_at, agreements)
                )
            )
        ).2 as openings,
        arrayFilter(
            (touch, before) -> (touch.3, touch.4, touch.5) != (before.3, before.4, before.5),
            openings,
            arrayPopBack(arrayPushFront(openings, origin))
        ) as later
    from by_session
    inner join firsts as f using (site, session_id)
    left join openers as o using (site, session_id)
)
select
    site,
    session_id,
    false as gone,
    toUInt32(fingerprint) as fingerprint,
    visitor_id,
    started,
    ended,
    engaged_ms,
    page_views,
    interactions,
    form_submissions,
    scroll,
    hostname,
    origin.9 as entry_path,
    exit_path,
    origin.8 as referrer,
    origin.3 as source,
    origin.4 as medium,
    origin.2 as channel,
    origin.5 as utm_campaign,
    origin.6 as utm_content,
    origin.7 as utm_term,
    country,
    language,
    browser,
    os,
    device,
    pages.2 as `pages.page_id`,
    arrayMap(page -> toUInt32(dateDiff('millisecond', started, page.1)), pages) as `pages.after_ms`,
    pages.3 as `pages.hostname`,
    pages.4 as `pages.path`,
    pages.5 as `pages.title`,
    pages.6 as `pages.scroll`,
    pages.7 as `pages.engaged_ms`,
    pages.8 as `pages.interactions`,
    later.1 as `later.ts`,
    later.2 as `later.channel`,
    later.3 as `later.source`,
    later.4 as `later.medium`,
    later.5 as `later.utm_campaign`,
    later.6 as `later.utm_content`,
    later.7 as `later.utm_term`,
    later.8 as `later.referrer`,
    later.9 as `later.landing_path`
from whole;
