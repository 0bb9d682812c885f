-- What comes back of what is spent: ROI = (revenue - cost) / cost, ROAS = revenue / cost; revenue / orders and / customers.
-- Costs are those of the period's days in the site's currency; without an entry there is no cost, not one of 0. Customers and
-- revenue are those of the leads created in the period, until now; or, dated by their sale, those won and sold in it.
-- Grain: one row.
with spent as
(
    select sumOrNull(amount) as cost
    from spend
    where
        site = {site:String}
        and day >= toDate(toTimeZone({start:DateTime64(3,'UTC')}, {tz:String}))
        and day <= toDate(toTimeZone({end:DateTime64(3,'UTC')} - interval 1 millisecond, {tz:String}))
        and currency = {currency:String}
),
sold as
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
        countIf(if({dated:String} = 'sale', ifNull(customer >= {start:DateTime64(3,'UTC')} and customer < {end:DateTime64(3,'UTC')}, 0), isNotNull(customer))) as customers,
        sum(if({dated:String} = 'sale', sold.sales, orders)) as orders,
        sum(if({dated:String} = 'sale', sold.amount, revenue)) as revenue_won
    from leads
    left join sold on sold.lead_id = leads.lead_id
    where
        site = {site:String}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 3660 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        and ({dated:String} = 'sale' or created >= {start:DateTime64(3,'UTC')})
)
select
    spent.cost as cost,
    made.customers as customers,
    made.orders as orders,
    made.revenue_won as revenue_won,
    made.revenue_won - spent.cost as profit
from spent
cross join made
