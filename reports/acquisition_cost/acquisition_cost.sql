-- What leads and customers cost: cost / leads, / MQL, / SQL, / customers. The ceiling is 15 % of the gross margin on a customer.
-- Costs are those of the period's days in the site's currency; without an entry there is no cost, not one of 0. Leads are those
-- created in the period. MQL, SQL and customers are those among them, or, dated by their sale, whoever became one in it.
-- Grain: one row.
with spent as
(
    select
        sumOrNull(amount) as cost,
        sumOrNullIf(amount, purpose = 'media') as media_cost
    from spend
    where
        site = {site:String}
        and day >= toDate(toTimeZone({start:DateTime64(3,'UTC')}, {tz:String}))
        and day <= toDate(toTimeZone({end:DateTime64(3,'UTC')} - interval 1 millisecond, {tz:String}))
        and currency = {currency:String}
),
made as
(
    select
        countIf(created >= {start:DateTime64(3,'UTC')} as is_new) as leads,
        countIf(if({dated:String} = 'sale', mql >= {start:DateTime64(3,'UTC')} and mql < {end:DateTime64(3,'UTC')}, is_new and isNotNull(mql))) as mql_leads,
        countIf(if({dated:String} = 'sale', sql >= {start:DateTime64(3,'UTC')} and sql < {end:DateTime64(3,'UTC')}, is_new and isNotNull(sql))) as sql_leads,
        countIf(if({dated:String} = 'sale', customer >= {start:DateTime64(3,'UTC')} and customer < {end:DateTime64(3,'UTC')}, is_new and isNotNull(customer))) as customers
    from leads
    where
        site = {site:String}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 3660 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
)
select
    spent.cost as cost,
    spent.media_cost as media_cost,
    made.leads as leads,
    made.mql_leads as mql_leads,
    made.sql_leads as sql_leads,
    made.customers as customers,
    toFloat64OrNull({margin:String}) * 0.15 as cost_ceiling
from spent
cross join made
