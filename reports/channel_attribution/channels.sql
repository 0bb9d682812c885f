-- Which channel gets the credit for the leads created in the period.
-- A lead's touches are its visitor's at or before its creation, 90 days back, direct ones included: the first touch gets
-- the credit under leads_first, the last under leads_last. Customers and revenue are what the leads created in the
-- period have become since. Sessions and visitors are those of sessions that started in the period.
-- Grain: one row per channel.
with arrived as
(
    select
        channel,
        count() as sessions,
        uniqExact(visitor_id) as visitors
    from sessions
    where
        site = {site:String}
        and started >= {start:DateTime64(3,'UTC')}
        and started < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    group by
        channel
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
        session_id,
        ts,
        channel
    from touches
    where
        site = {site:String}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 91 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
),
journeys as
(
    select
        made.lead_id as lead_id,
        any(made.is_customer) as is_customer,
        any(made.revenue) as revenue,
        argMin(near.channel, (near.ts, near.session_id)) as first_touch,
        argMax(near.channel, (near.ts, near.session_id)) as last_touch
    from near
    inner join made on made.visitor_id = near.visitor_id
    where
        near.ts <= made.created
        and near.ts >= made.created - interval 90 day
    group by made.lead_id
),
credits as
(
    select
        channel,
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
        credit.1 as channel,
        0 as sessions,
        0 as visitors,
        credit.2 as leads_first,
        credit.3 as leads_last,
        is_customer * credit.2 as customers_first,
        is_customer * credit.3 as customers_last,
        revenue * credit.2 as revenue_first,
        revenue * credit.3 as revenue_last
    from journeys
    array join [(first_touch, 1, 0), (last_touch, 0, 1)] as credit
)
select
    channel,
    sum(sessions) as sessions,
    sum(visitors) as visitors,
    sum(leads_first) as leads_first,
    sum(leads_last) as leads_last,
    sum(customers_first) as customers_first,
    sum(customers_last) as customers_last,
    sum(revenue_first) as revenue_first,
    sum(revenue_last) as revenue_last
from credits
group by
    channel
order by
    leads_last desc,
    sessions desc,
    channel
limit 1000
