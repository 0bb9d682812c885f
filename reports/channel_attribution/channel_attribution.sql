-- What there is to attribute: the leads created in the period, the customers and the revenue they have become since.
-- Grain: one row.
with arrived as
(
    select
        count() as sessions,
        uniqExact(visitor_id) as visitors
    from sessions
    where
        site = {site:String}
        and started >= {start:DateTime64(3,'UTC')}
        and started < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
),
made as
(
    select
        count() as leads,
        countIf(isNotNull(customer)) as customers,
        sum(revenue) as revenue
    from leads
    where
        site = {site:String}
        and created >= {start:DateTime64(3,'UTC')}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
)
select
    arrived.sessions as sessions,
    arrived.visitors as visitors,
    made.leads as leads,
    made.customers as customers,
    made.revenue as revenue
from arrived
cross join made
