-- Where journeys go on to from each touch: those of the conversions of the period, and those of who touched in it without one
-- (visitors, and leads told from elsewhere), whose touches are the period's. Repeats in a row count once.
-- A magnet is completed by what its site has declared: its file (file_magnets), its form (form_magnets); by either, where nothing
-- is. A page, page:<path> or all that begin so (page:<path>*), counts once a session, when it was first seen.
-- A conversion's touches are its visitor's at or before it, as far back as lookback says. Touches that are left out
-- (direct ones, if the reader wants that; sessions without a magnet, by magnet) stay where a conversion has no other.
-- Grain: one row per step: start (to its first touch), next (from one to another), converted and lost (from its last).
with made as
(
    select
        session_id,
        visitor_id,
        multiIf(
            kind = 'magnet' and has({file_magnets:Array(String)}, substring(conversion, 8)), ifNull(downloaded, toDateTime64(0, 3, 'UTC')),
            kind = 'magnet' and has({form_magnets:Array(String)}, substring(conversion, 8)), ifNull(submitted, toDateTime64(0, 3, 'UTC')),
            converted
        ) as made_at
    from conversions
    where
        site = {site:String}
        and conversion = {conversion:String}
        and kind = extract({conversion:String}, '^(magnet|event|page):')
        and made_at >= {start:DateTime64(3,'UTC')}
        and made_at < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    union all
    select
        session_id,
        any(visitor_id) as visitor_id,
        min(ts) as made_at
    from page_views
    where
        site = {site:String}
        and startsWith({conversion:String}, 'page:')
        and
        (
            path = substring({conversion:String}, 6)
            or (endsWith({conversion:String}, '*') and startsWith(path, substring({conversion:String}, 6, length({conversion:String}) - 6)))
        )
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    group by session_id
    having
        made_at >= {start:DateTime64(3,'UTC')}
        and made_at < {end:DateTime64(3,'UTC')}
),
present as
(
    select visitor_id
    from sessions
    where
        site = {site:String}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
),
near as
(
    select
        visitor_id,
        place,
        ts,
        -- ClickHouse prunes a branch that stands right under a function, and so reads the one column that is asked for.
        toString(if({by:String} = 'source', source,
        toString(if({by:String} = 'medium', medium,
        toString(if({by:String} = 'campaign', utm_campaign,
        toString(if({by:String} = 'content', utm_content,
        toString(if({by:String} = 'term', utm_term,
        toString(if({by:String} = 'landing_page', landing_path,
        toString(if({by:String} = 'magnet', '',
        toString(channel))))))))))))))) as value,
        ({direct:String} = 'excluded' and channel = 'Direct') or {by:String} = 'magnet' as is_spare
    from touches
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    union all
    select
        visitor_id,
        place,
        ts,
        -- ClickHouse prunes a branch that stands right under a function, and so reads the one column that is asked for.
        toString(if({by:String} = 'source', source,
        toString(if({by:String} = 'medium', medium,
        toString(if({by:String} = 'campaign', utm_campaign,
        toString(if({by:String} = 'content', utm_content,
        toString(if({by:String} = 'term', utm_term,
        toString(if({by:String} = 'landing_page', landing_path,
        toString(if({by:String} = 'magnet', '',
        toString(channel))))))))))))))) as value,
        ({direct:String} = 'excluded' and channel = 'Direct') or {by:String} = 'magnet' as is_spare
    from touches
    where
        site = {site:String}
        and ts < {start:DateTime64(3,'UTC')}
        and visitor_id in (select visitor_id from made)
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval ({lookback:UInt16} + 1) day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} + interval 1 day)), 32)
    union all
    select
        any(visits.visitor_id) as visitor_id,
        toUInt16(1) as place,
        min(events.ts) as ts,
        toString(magnet) as value,
        0 as is_spare
    from events
    inner join
    (
        select
            session_id,
            visitor_id
        from sessions
        where
            site = {site:String}
            and {by:String} = 'magnet'
            and
            (
                visitor_id in (select visitor_id from made)
                or (started >= {start:DateTime64(3,'UTC')} - interval 2 day and visitor_id in (select visitor_id from present))
            )
            and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval ({lookback:UInt16} + 1) day)), 32)
            and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    ) as visits on visits.session_id = events.session_id
    where
        events.site = {site:String}
        and {by:String} = 'magnet'
        and bot = ''
        and magnet != ''
        and name in ('magnet_view', 'form_submit', 'download')
        and events.session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval ({lookback:UInt16} + 1) day)), 32)
        and events.session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    group by
        events.session_id,
        magnet
),
known as
(
    select
        visitor_id,
        arraySort(groupArray((ts, place, value, is_spare))) as touches
    from near
    group by visitor_id
),
journeys as
(
    select
        made.session_id != 0 as is_converted,
        arrayFilter(
            touch -> if(
                is_converted,
                touch.1 <= made.made_at and touch.1 >= made.made_at - toIntervalDay({lookback:UInt16}),
                touch.1 >= {start:DateTime64(3,'UTC')} and touch.1 < {end:DateTime64(3,'UTC')}
            ),
            touches
        ) as seen,
        -- A branch that is not asked for is not worked out: all touches are copied otherwise.
        if({direct:String} = 'excluded' or {by:String} = 'magnet', arrayFilter(touch -> touch.4 = 0, seen), seen) as told,
        arrayCompact(if(empty(told), seen, told).3) as path
    from known
    left join made on made.visitor_id = known.visitor_id
),
paths as
(
    select
        path,
        if(is_converted, 'converted', 'lost') as outcome,
        count() as journeys
    from journeys
    where notEmpty(path)
    group by
        path,
        outcome
)
select
    move.1 as step,
    move.2 as from_value,
    move.3 as to_value,
    sum(journeys) as journeys
from paths
array join
    arrayConcat(
        [('start', '', path[1])],
        arrayMap(place -> ('next', path[place], path[place + 1]), range(1, length(path))),
        [(outcome, path[-1], '')]
    ) as move
group by
    step,
    from_value,
    to_value
order by
    step in ('next', 'converted') desc,
    journeys desc,
    step,
    from_value,
    to_value
limit 1000
