-- What comes back of what is spent: ROI = (revenue - cost) / cost, ROAS = revenue / cost; revenue / orders and / customers.
-- Costs are those of the period's days in the site's currency, each at the midnight of its day; without an entry there is no cost, not
-- one of 0. Customers and revenue are those of the leads created in the period, until now; or, dated by their sale, those won and sold
-- in it. Over time, a sale counts when it was made, or when its lead was created.
-- Intervals are hours, days, ISO weeks or months in the site's time zone; the period before is shifted onto this one.
-- Grain: one row for the whole period, which has no bucket, and one per interval in which there is something to count.
with counted as
(
    select
        1 as is_money,
        toDateTime(day, {tz:String}) as happened,
        toNullable(amount) as spent,
        toDecimal128(0, 4) as earned,
        0 as n_orders,
        0 as n_customers
    from spend
    where
        site = {site:String}
        and day >= toDate(toTimeZone({start:DateTime64(3,'UTC')}, {tz:String}))
        and day <= toDate(toTimeZone({end:DateTime64(3,'UTC')} - interval 1 millisecond, {tz:String}))
        and currency = {currency:String}
    union all
    select
        {dated:String} = 'lead' as is_money,
        toDateTime(if({dated:String} = 'lead', created, assumeNotNull(customer)), {tz:String}) as happened,
        null as spent,
        if({dated:String} = 'lead', toDecimal128(revenue, 4), toDecimal128(0, 4)) as earned,
        if({dated:String} = 'lead', orders, 0) as n_orders,
        isNotNull(customer) as n_customers
    from leads
    where
        site = {site:String}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 3660 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        and if(
            {dated:String} = 'lead',
            created >= {start:DateTime64(3,'UTC')},
            ifNull(customer >= {start:DateTime64(3,'UTC')} and customer < {end:DateTime64(3,'UTC')}, 0)
        )
    union all
    select
        1 as is_money,
        toDateTime(changes.ts, {tz:String}) as happened,
        null as spent,
        toDecimal128(if(changes.kind = 'refund', -1, 1) * ifNull(changes.value, 0), 4) as earned,
        changes.kind = 'sale' or (changes.stage = 'customer' and isNotNull(changes.value)) as n_orders,
        0 as n_customers
    from lead_changes as changes
    where
        changes.site = {site:String}
        and {dated:String} = 'sale'
        and changes.ts >= {start:DateTime64(3,'UTC')}
        and changes.ts < {end:DateTime64(3,'UTC')}
        and (changes.kind in ('sale', 'refund') or changes.stage = 'customer')
        and changes.lead_id in
        (
            select lead_id
            from leads
            where
                site = {site:String}
                and created < {end:DateTime64(3,'UTC')}
                and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 3660 day)), 32)
                and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        )
),
shifted as
(
    select
        *,
        dateTrunc(
            {interval:String},
            toDateTime(toDate(happened) + toIntervalMonth({shift_months:Int32}) + toIntervalDay({shift_days:Int32}), 'UTC')
                + toIntervalHour(toHour(happened))
        ) as slot
    from counted
)
select
    if(grouping(slot) = 1, '', formatDateTime(slot, if({interval:String} = 'hour', '%Y-%m-%dT%H:00', '%Y-%m-%d'))) as bucket,
    sum(spent) as cost,
    sum(n_customers) as customers,
    sum(n_orders) as orders,
    sum(earned) as revenue_won,
    revenue_won - cost as profit
from shifted
group by grouping sets ((), (slot))
having bucket = '' or sum(is_money) > 0
order by bucket
