-- Costs beside the customers and the revenue that seven attribution models credit, by channel, source, campaign or magnet. The
-- models are those of attribution/journeys.sql. A lead's touches are its visitor's at or before it, as far back as
-- lookback says; by magnet, the magnets shown and completed then. A lead without any keeps the touch, or the magnet, that was
-- frozen when it was created, so that every model shares out all. What was spent without naming one is a row of its own, the
-- last, of which nobody knows what it brought (null).
-- Costs are those of the period's days in the site's currency; without an entry there is no cost, not one of 0. Customers and
-- revenue are those of the leads created in the period, until now; or, dated by their sale, those won and sold in it.
-- Grain: one row per value, the 1,000 with the highest cost.
with sold as
(
    select
        lead_id,
        sumIf(ifNull(value, 0), kind = 'sale' or stage = 'customer') - sumIf(ifNull(value, 0), kind = 'refund') as amount,
        countIf(kind = 'sale' or (stage = 'customer' and isNotNull(value))) as sales
    from lead_changes
    where
        site = {site:String}
        and {dated:String} = 'sale'
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and (kind in ('sale', 'refund') or stage = 'customer')
    group by lead_id
),
made as
(
    select
        lead_id,
        leads.session_id as session_id,
        visitor_id,
        created,
        toFloat64(if({dated:String} = 'sale', ifNull(customer >= {start:DateTime64(3,'UTC')} and customer < {end:DateTime64(3,'UTC')}, 0), isNotNull(customer))) as won,
        toFloat64(if({dated:String} = 'sale', sold.amount, revenue)) as earned,
        multiIf(
            {by:String} = 'source', converting_source,
            {by:String} = 'campaign', converting_campaign,
            {by:String} = 'magnet', magnet,
            converting_channel
        ) as kept,
        converting_channel = 'Direct' as is_direct
    from leads
    left join sold on sold.lead_id = leads.lead_id
    where
        site = {site:String}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 3660 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        and ({dated:String} = 'sale' or created >= {start:DateTime64(3,'UTC')})
        and (won != 0 or earned != 0)
),
visited as
(
    select
        session_id,
        visitor_id
    from sessions
    where
        site = {site:String}
        and {by:String} = 'magnet'
        and visitor_id in (select visitor_id from made)
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval (if({dated:String} = 'sale', 3660, {lookback:UInt16} + 1)) day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
),
near as
(
    select
        visitor_id,
        session_id,
        place,
        ts,
        toString(multiIf({by:String} = 'source', source, {by:String} = 'campaign', utm_campaign, channel)) as value,
        channel = 'Direct' as is_direct
    from touches
    where
        site = {site:String}
        and {by:String} != 'magnet'
        and visitor_id in (select visitor_id from made)
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval (if({dated:String} = 'sale', 3660, {lookback:UInt16} + 1)) day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    union all
    select
        any(visited.visitor_id) as visitor_id,
        events.session_id as session_id,
        toUInt16(1) as place,
        min(events.ts) as ts,
        toString(magnet) as value,
        0 as is_direct
    from events
    inner join visited on visited.session_id = events.session_id
    where
        site = {site:String}
        and {by:String} = 'magnet'
        and bot = ''
        and magnet != ''
        and name in ('magnet_view', 'form_submit', 'download')
        and events.session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval (if({dated:String} = 'sale', 3660, {lookback:UInt16} + 1)) day)), 32)
        and events.session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    group by
        session_id,
        magnet
),
journeys as
(
    select
        any(made.won) as won,
        any(made.earned) as earned,
        any((made.created, made.session_id, toUInt16(1), toString(made.kept), made.is_direct)) as frozen,
        arraySort(
            groupArrayIf(
                (near.ts, near.session_id, near.place, near.value, near.is_direct),
                near.ts <= made.created and near.ts >= made.created - toIntervalDay({lookback:UInt16})
            )
        ) as found
    from made
    left join near on near.visitor_id = made.visitor_id
    group by made.lead_id
),
weighed as
(
    select
        won,
        earned,
        if(empty(found), [frozen], found) as touches,
        length(touches) as n,
        arrayMap(touch -> touch.4, touches) as told_values,
        arrayLastIndex(touch -> touch.5 = 0, touches) as last_known,
        arrayMap(touch -> exp2(-divide(dateDiff('second', touch.1, frozen.1), 86400 * {half_life:UInt16})), touches) as decays,
        arraySum(decays) as all_decays,
        arrayUniq(told_values) as different
    from journeys
),
rows as
(
    select
        told as value,
        0 as unassigned,
        null as cost,
        round(sumIf(won, place = 1), 9) as customers_first_touch,
        round(sumIf(won, place = n), 9) as customers_last_touch,
        round(sumIf(won, place = if(last_known = 0, n, last_known)), 9) as customers_last_non_direct,
        round(sum(divide(won, n)), 9) as customers_linear,
        round(sum(won * multiIf(n = 1, 1, n = 2, 0.5, place in (1, n), 0.4, divide(0.2, n - 2))), 9) as customers_position_based,
        round(sum(divide(won * decay, all_decays)), 9) as customers_time_decay,
        round(sumIf(divide(won, different), occurrence = 1), 9) as customers_shapley,
        round(sumIf(earned, place = 1), 9) as revenue_first_touch,
        round(sumIf(earned, place = n), 9) as revenue_last_touch,
        round(sumIf(earned, place = if(last_known = 0, n, last_known)), 9) as revenue_last_non_direct,
        round(sum(divide(earned, n)), 9) as revenue_linear,
        round(sum(earned * multiIf(n = 1, 1, n = 2, 0.5, place in (1, n), 0.4, divide(0.2, n - 2))), 9) as revenue_position_based,
        round(sum(divide(earned * decay, all_decays)), 9) as revenue_time_decay,
        round(sumIf(divide(earned, different), occurrence = 1), 9) as revenue_shapley
    from weighed
    array join
        told_values as told,
        arrayEnumerate(touches) as place,
        arrayEnumerateUniq(told_values) as occurrence,
        decays as decay
    group by value
    union all
    select
        toString(multiIf({by:String} = 'source', source, {by:String} = 'campaign', campaign, {by:String} = 'magnet', magnet, channel)) as value,
        value = '' as unassigned,
        sumOrNull(amount) as cost,
        0 as customers_first_touch,
        0 as customers_last_touch,
        0 as customers_last_non_direct,
        0 as customers_linear,
        0 as customers_position_based,
        0 as customers_time_decay,
        0 as customers_shapley,
        0 as revenue_first_touch,
        0 as revenue_last_touch,
        0 as revenue_last_non_direct,
        0 as revenue_linear,
        0 as revenue_position_based,
        0 as revenue_time_decay,
        0 as revenue_shapley
    from spend
    where
        site = {site:String}
        and day >= toDate(toTimeZone({start:DateTime64(3,'UTC')}, {tz:String}))
        and day <= toDate(toTimeZone({end:DateTime64(3,'UTC')} - interval 1 millisecond, {tz:String}))
        and currency = {currency:String}
    group by value
)
select
    r.value as value,
    r.unassigned as unassigned,
    sum(r.cost) as cost,
    if(r.unassigned, null, sum(r.customers_first_touch)) as customers_first_touch,
    if(r.unassigned, null, sum(r.customers_last_touch)) as customers_last_touch,
    if(r.unassigned, null, sum(r.customers_last_non_direct)) as customers_last_non_direct,
    if(r.unassigned, null, sum(r.customers_linear)) as customers_linear,
    if(r.unassigned, null, sum(r.customers_position_based)) as customers_position_based,
    if(r.unassigned, null, sum(r.customers_time_decay)) as customers_time_decay,
    if(r.unassigned, null, sum(r.customers_shapley)) as customers_shapley,
    if(r.unassigned, null, sum(r.revenue_first_touch)) as revenue_first_touch,
    if(r.unassigned, null, sum(r.revenue_last_touch)) as revenue_last_touch,
    if(r.unassigned, null, sum(r.revenue_last_non_direct)) as revenue_last_non_direct,
    if(r.unassigned, null, sum(r.revenue_linear)) as revenue_linear,
    if(r.unassigned, null, sum(r.revenue_position_based)) as revenue_position_based,
    if(r.unassigned, null, sum(r.revenue_time_decay)) as revenue_time_decay,
    if(r.unassigned, null, sum(r.revenue_shapley)) as revenue_shapley,
    revenue_first_touch - cost as profit_first_touch,
    revenue_last_touch - cost as profit_last_touch,
    revenue_last_non_direct - cost as profit_last_non_direct,
    revenue_linear - cost as profit_linear,
    revenue_position_based - cost as profit_position_based,
    revenue_time_decay - cost as profit_time_decay,
    revenue_shapley - cost as profit_shapley
from rows as r
group by
    value,
    unassigned
order by
    unassigned,
    ifNull(cost, 0) desc,
    revenue_linear desc,
    value
limit 1000
