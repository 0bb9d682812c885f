-- Which channel, and which source, medium and campaign, get the credit for the leads created in the period, from one reading; part
-- says which a row belongs to, channels or campaigns.
-- A lead's touches are its visitor's at or before its creation, as far back as lookback says. Direct ones may be left
-- out; a lead that has no other stays with them. The first touch gets the credit under leads_first, the last under
-- leads_last. Customers and revenue are what the leads created in the period have become since. Sessions and visitors
-- are those of sessions that started in the period.
-- A session's source is that of its first touch.
-- Grain: one row per part and channel, and of campaigns source, medium and campaign.
with arrived as
(
    select
        if(grouping(source) = 0, 'campaigns', 'channels') as part,
        channel,
        source,
        medium,
        campaign,
        sum(counted.sessions) as sessions,
        uniqExactMerge(who) as visitors
    from
    (
        select
            channel,
            source,
            medium,
            utm_campaign as campaign,
            count() as sessions,
            uniqExactState(visitor_id) as who
        from sessions
        where
            site = {site:String}
            and started >= {start:DateTime64(3,'UTC')}
            and started < {end:DateTime64(3,'UTC')}
            and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
            and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        group by
            channel,
            source,
            medium,
            campaign
    ) as counted
    group by grouping sets ((channel), (channel, source, medium, campaign))
),
made as
(
    select
        lead_id,
        visitor_id,
        created,
        toUInt64(isNotNull(customer)) as is_customer,
        revenue
    from leads
    where
        site = {site:String}
        and created >= {start:DateTime64(3,'UTC')}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
),
near as
(
    select
        visitor_id,
        ts,
        source,
        medium,
        utm_campaign,
        channel,
        {direct:String} = 'excluded' and channel = 'Direct' as is_spare,
        -- A visitor's touches are in the order of time and, at the same moment, of their session and in it; those left out come first or last.
        bitShiftLeft(toUInt128(toUnixTimestamp64Milli(ts)), 80) + bitShiftLeft(toUInt128(session_id), 16) + place as moment,
        bitShiftLeft(toUInt128(is_spare), 127) + moment as early,
        bitShiftLeft(toUInt128(not is_spare), 127) + moment as late
    from touches
    where
        site = {site:String}
        and visitor_id in (select visitor_id from made)
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval ({lookback:UInt16} + 1) day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
),
journeys as
(
    select
        made.lead_id as lead_id,
        any(made.is_customer) as is_customer,
        any(made.revenue) as revenue,
        (
            argMin(near.channel, near.early),
            argMin(near.source, near.early),
            argMin(near.medium, near.early),
            argMin(near.utm_campaign, near.early)
        ) as first,
        (
            argMax(near.channel, near.late),
            argMax(near.source, near.late),
            argMax(near.medium, near.late),
            argMax(near.utm_campaign, near.late)
        ) as last
    from near
    inner join made on made.visitor_id = near.visitor_id
    where
        near.ts <= made.created
        and near.ts >= made.created - toIntervalDay({lookback:UInt16})
    group by made.lead_id
),
credited as
(
    select
        if(grouping(source) = 0, 'campaigns', 'channels') as part,
        touch.1 as channel,
        touch.2 as source,
        touch.3 as medium,
        touch.4 as campaign,
        countIf(is_first) as leads_first,
        countIf(not is_first) as leads_last,
        sumIf(is_customer, is_first) as customers_first,
        sumIf(is_customer, not is_first) as customers_last,
        sumIf(revenue, is_first) as revenue_first,
        sumIf(revenue, not is_first) as revenue_last
    from journeys
    array join
        [first, last] as touch,
        [true, false] as is_first
    group by grouping sets ((channel), (channel, source, medium, campaign))
),
rows as
(
    select
        part,
        channel,
        source,
        medium,
        campaign,
        sessions,
        visitors,
        0 as leads_first,
        0 as leads_last,
        0 as customers_first,
        0 as customers_last,
        toDecimal128(0, 4) as revenue_first,
        toDecimal128(0, 4) as revenue_last
    from arrived
    union all
    select
        part,
        channel,
        source,
        medium,
        campaign,
        0 as sessions,
        0 as visitors,
        leads_first,
        leads_last,
        customers_first,
        customers_last,
        revenue_first,
        revenue_last
    from credited
)
select
    part,
    channel,
    source,
    medium,
    campaign,
    sum(sessions) as sessions,
    sum(visitors) as visitors,
    sum(leads_first) as leads_first,
    sum(leads_last) as leads_last,
    sum(customers_first) as customers_first,
    sum(customers_last) as customers_last,
    sum(revenue_first) as revenue_first,
    sum(revenue_last) as revenue_last
from rows
group by
    part,
    channel,
    source,
    medium,
    campaign
order by
    part,
    leads_last desc,
    sessions desc,
    channel,
    source,
    medium,
    campaign
limit 1000 by part
