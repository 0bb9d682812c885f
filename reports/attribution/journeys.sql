-- The conversions of the period, told in five ways from one reading; part says which a row belongs to.
-- whole: all of them; several_days are those known from touches on more than one day. journey_paths: by the values of their touches
-- in order, repeats in a row once. journey_lengths: by their number of touches; ten stands for ten or more. journey_lags: by the
-- time from the first touch to the conversion, in ranges of whole days named by where they begin. models: by each value, what it
-- gets of the conversions under seven models, all but the one that is computed from transitions.sql.
-- First touch, last touch, last touch that is not direct; linear: equal parts; position_based: 40 % to the first and the
-- last, 20 % to those between (one touch: all; two: half each); time_decay: half as much for each half_life days before
-- the conversion; shapley: equal parts to the different values, however often each occurs.
-- A magnet is completed by what its site has declared: its file (file_magnets), its form (form_magnets); by either, where nothing
-- is. A page, page:<path> or all that begin so (page:<path>*), counts once a session, when it was first seen.
-- A conversion's touches are its visitor's at or before it, as far back as lookback says. Touches that are left out
-- (direct ones, if the reader wants that; sessions without a magnet, by magnet) stay where a conversion has no other.
-- Grain: one row per part and path, number of touches, range of days or value.
with made as
(
    select
        session_id,
        visitor_id,
        multiIf(
            kind = 'magnet' and has({file_magnets:Array(String)}, substring(conversion, 8)), ifNull(downloaded, toDateTime64(0, 3, 'UTC')),
            kind = 'magnet' and has({form_magnets:Array(String)}, substring(conversion, 8)), ifNull(submitted, toDateTime64(0, 3, 'UTC')),
            converted
        ) as made_at,
        worth,
        customers,
        revenue
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
        min(ts) as made_at,
        toDecimal128(1, 4) as worth,
        toUInt8(0) as customers,
        toDecimal128(0, 4) as revenue
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
near as
(
    select
        visitor_id,
        session_id,
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
        channel = 'Direct' as is_direct,
        ({direct:String} = 'excluded' and is_direct) or {by:String} = 'magnet' as is_spare
    from touches
    where
        site = {site:String}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval ({lookback:UInt16} + 1) day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    union all
    select
        any(visits.visitor_id) as visitor_id,
        events.session_id as session_id,
        toUInt16(1) as place,
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
        any(made.made_at) as converted,
        toFloat64(any(made.worth)) as worth,
        any(made.customers) as customers,
        any(made.revenue) as revenue,
        arraySort(groupArray((near.ts, near.session_id, near.place, near.value, near.is_direct, near.is_spare))) as seen,
        arrayFilter(touch -> touch.6 = 0, seen) as told,
        if(empty(told), seen, told) as touches
    from near
    inner join
    (
        select
            *,
            rowNumberInAllBlocks() as number
        from made
    ) as made on made.visitor_id = near.visitor_id
    where
        near.ts <= made.made_at
        and near.ts >= made.made_at - toIntervalDay({lookback:UInt16})
    -- Two people may send a form in one visit at the same millisecond.
    group by made.number
),
weighed as
(
    select
        worth,
        customers,
        revenue,
        touches as way,
        length(way) as n,
        arrayMap(touch -> touch.4, way) as told_values,
        arrayLastIndex(touch -> touch.5 = 0, way) as last_known,
        arrayMap(touch -> exp2(-divide(dateDiff('second', touch.1, converted), 86400 * {half_life:UInt16})), way) as decays,
        arraySum(decays) as all_decays,
        arrayUniq(told_values) as different,
        toDate(toTimeZone(seen[1].1, {tz:String})) != toDate(toTimeZone(seen[-1].1, {tz:String})) as is_of_several_days,
        arrayStringConcat(arrayCompact(told_values), ' → ') as journey_path,
        least(n, 10) as touches_from,
        dateDiff('second', way[1].1, converted) as seconds,
        arrayLast(begin -> begin <= seconds, arrayMap(day -> day * 86400, [0, 1, 2, 7, 14, 30, 60, 90, 180])) as seconds_from
    from journeys
),
-- A row for each touch, and four for the journey; and one without a place, by which the whole is told where there is none.
rows as
(
    select
        worth,
        customers,
        revenue,
        n,
        last_known,
        all_decays,
        different,
        is_of_several_days,
        kind,
        label,
        number,
        place,
        occurrence,
        decay
    from weighed
    array join
        arrayConcat(arrayWithConstant(n, 'models'), ['journey_paths', 'journey_lengths', 'journey_lags', 'whole']) as kind,
        arrayConcat(told_values, [journey_path, '', '', '']) as label,
        arrayConcat(arrayWithConstant(n, toInt64(0)), [0, toInt64(touches_from), toInt64(seconds_from), 0]) as number,
        arrayConcat(arrayEnumerate(way), [1, 1, 1, 1]) as place,
        arrayConcat(arrayEnumerateUniq(told_values), [1, 1, 1, 1]) as occurrence,
        arrayConcat(decays, [0, 0, 0, 0]) as decay
    union all
    select
        0 as worth,
        0 as customers,
        toDecimal128(0, 4) as revenue,
        1 as n,
        0 as last_known,
        1 as all_decays,
        1 as different,
        0 as is_of_several_days,
        'whole' as kind,
        '' as label,
        0 as number,
        0 as place,
        0 as occurrence,
        0 as decay
)
select
    kind as part,
    if(part = 'models', label, '') as value,
    if(part = 'journey_paths', label, '') as journey_path,
    if(part = 'journey_lengths', number, 0) as touches_from,
    if(part = 'journey_lags', number, 0) as seconds_from,
    countIf(place = 1) as conversions,
    sum(conversions) over (partition by part) as all_conversions,
    sumIf(if(part = 'models', 1, n), place > 0) as touches,
    countIf(place = 1 and is_of_several_days) as several_days,
    sumIf(r.customers, place = 1) as customers,
    sumIf(r.revenue, place = 1) as revenue,
    round(sumIf(worth, place = 1), 9) as first_touch,
    round(sumIf(worth, place = n), 9) as last_touch,
    round(sumIf(worth, place = if(last_known = 0, n, last_known)), 9) as last_non_direct,
    round(sum(divide(worth, n)), 9) as linear,
    round(sum(worth * multiIf(n = 1, 1, n = 2, 0.5, place in (1, n), 0.4, divide(0.2, n - 2))), 9) as position_based,
    round(sum(divide(worth * decay, all_decays)), 9) as time_decay,
    round(sumIf(divide(worth, different), occurrence = 1), 9) as shapley
from rows as r
group by
    kind,
    label,
    number
order by
    part,
    touches_from,
    seconds_from,
    if(part = 'models', last_touch, toFloat64(conversions)) desc,
    if(part = 'models', linear, toFloat64(revenue)) desc,
    value,
    journey_path
limit 1000 by part
