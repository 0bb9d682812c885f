-- Costs, leads, MQL, SQL and customers by campaign, the leads
-- under their frozen touch as asked. What was spent without naming one is a row of its own (unassigned), the last.
-- Costs are those of the period's days in the site's currency; without an entry there is no cost, not one of 0. Leads are those
-- created in the period. MQL, SQL and customers are those among them, or, dated by their sale, whoever became one in it.
-- paid_magnet: the lead magnet that a campaign's costs name, where they name one alone.
-- Grain: one row per campaign, the 1,000 with the highest cost.
with joined as
(
    select
        toString(campaign) as campaign,
        toString(magnet) as named_magnet,
        campaign = '' as unassigned,
        toNullable(amount) as spent,
        0 as is_lead,
        0 as is_mql,
        0 as is_sql,
        0 as is_customer
    from spend
    where
        site = {site:String}
        and day >= toDate(toTimeZone({start:DateTime64(3,'UTC')}, {tz:String}))
        and day <= toDate(toTimeZone({end:DateTime64(3,'UTC')} - interval 1 millisecond, {tz:String}))
        and currency = {currency:String}
    union all
    select
        toString(multiIf({touch:String} = 'last', last_campaign, {touch:String} = 'converting', converting_campaign, first_campaign)) as campaign,
        '' as named_magnet,
        0 as unassigned,
        null as spent,
        created >= {start:DateTime64(3,'UTC')} as is_new,
        ifNull(if({dated:String} = 'sale', mql >= {start:DateTime64(3,'UTC')} and mql < {end:DateTime64(3,'UTC')}, is_new and isNotNull(mql)), 0) as is_mql,
        ifNull(if({dated:String} = 'sale', sql >= {start:DateTime64(3,'UTC')} and sql < {end:DateTime64(3,'UTC')}, is_new and isNotNull(sql)), 0) as is_sql,
        ifNull(if({dated:String} = 'sale', customer >= {start:DateTime64(3,'UTC')} and customer < {end:DateTime64(3,'UTC')}, is_new and isNotNull(customer)), 0) as is_customer
    from leads
    where
        site = {site:String}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 3660 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
)
select
    campaign,
    unassigned,
    if(uniqExactIf(named_magnet, named_magnet != '') = 1, anyIf(named_magnet, named_magnet != ''), '') as paid_magnet,
    sum(spent) as cost,
    sum(is_lead) as leads,
    sum(is_mql) as mql_leads,
    sum(is_sql) as sql_leads,
    sum(is_customer) as customers,
    toFloat64OrNull({margin:String}) * 0.15 as cost_ceiling
from joined
group by
    campaign,
    unassigned
having leads > 0 or customers > 0 or mql_leads > 0 or sql_leads > 0 or isNotNull(cost)
order by
    unassigned,
    ifNull(cost, 0) desc,
    leads desc,
    campaign
limit 1000
