-- Where journeys go on to from each touch: those of the conversions of the period, and those of the visitors of the
-- period without one, whose touches are the period's. Repeats in a row count once.
-- A conversion's touches are its visitor's at or before it, as far back as lookback says. Touches that are left out
-- (direct ones, if the reader wants that; sessions without a magnet, by magnet) stay where a conversion has no other.
-- Grain: one row per step: start (to its first touch), next (from one to another), converted and lost (from its last).
with made as
(
    select
        session_id,
        visitor_id,
        converted,
        worth,
        customers,
        revenue
    from conversions
    where
        site = {site:String}
        and conversion = {conversion:String}
        and kind = extract({conversion:String}, '^(magnet|event):')
        and converted >= {start:DateTime64(3,'UTC')}
        and converted < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
),
near as
(
    select
        visitor_id,
        session_id,
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
        channel = 'Direct' as is_direct,
        ({direct:String} = 'excluded' and is_direct) or {by:String} = 'magnet' as is_spare
    from touches
    where
        site = {site:String}
        and visitor_id in (select visitor_id from made)
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval ({lookback:UInt16} + 1) day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    union all
    select
        any(visits.visitor_id) as visitor_id,
        events.session_id as session_id,
        min(events.ts) as ts,
        toString(magnet) as value,
        0 as is_direct,
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
            and visitor_id in (select visitor_id from made)
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
        session_id,
        magnet
),
journeys as
(
    select
        made.session_id as session_id,
        any(made.converted) as converted,
        toFloat64(any(made.worth)) as worth,
        any(made.customers) as customers,
        any(made.revenue) as revenue,
        arraySort(groupArray((near.ts, near.session_id, near.value, near.is_direct, near.is_spare))) as seen,
        arrayFilter(touch -> touch.5 = 0, seen) as told,
        if(empty(told), seen, told) as touches
    from near
    inner join made on made.visitor_id = near.visitor_id
    where
        near.ts <= made.converted
        and near.ts >= made.converted - toIntervalDay({lookback:UInt16})
    group by made.session_id
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
arrived as
(
    select
        visitor_id,
        session_id,
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
        channel = 'Direct' as is_direct,
        ({direct:String} = 'excluded' and is_direct) or {by:String} = 'magnet' as is_spare
    from touches
    where
        site = {site:String}
        and visitor_id in (select visitor_id from present)
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 2 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    union all
    select
        any(visits.visitor_id) as visitor_id,
        events.session_id as session_id,
        min(events.ts) as ts,
        toString(magnet) as value,
        0 as is_direct,
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
            and visitor_id in (select visitor_id from present)
            and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 2 day)), 32)
            and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    ) as visits on visits.session_id = events.session_id
    where
        events.site = {site:String}
        and {by:String} = 'magnet'
        and bot = ''
        and magnet != ''
        and name in ('magnet_view', 'form_submit', 'download')
        and events.session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 2 day)), 32)
        and events.session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    group by
        session_id,
        magnet
),
unconverted as
(
    select
        arraySort(groupArray((ts, session_id, value, is_direct, is_spare))) as seen,
        arrayFilter(touch -> touch.5 = 0, seen) as told,
        if(empty(told), seen, told) as touches
    from arrived
    where
        ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and visitor_id not in (select visitor_id from made)
    group by visitor_id
),
paths as
(
    select
        arrayCompact(arrayMap(touch -> touch.3, touches)) as path,
        'converted' as outcome
    from journeys
    union all
    select
        arrayCompact(arrayMap(touch -> touch.3, touches)) as path,
        'lost' as outcome
    from unconverted
)
select
    move.1 as step,
    move.2 as from_value,
    move.3 as to_value,
    count() as journeys
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
