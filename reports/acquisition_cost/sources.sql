-- Costs, leads, MQL, SQL and customers by source and channel, the leads under their frozen touch as asked: what a source's
-- advertisements cost stands beside the leads they brought, not beside those it brought for nothing. What was spent without
-- naming a source is apart (unassigned), and last.
-- Costs are those of the period's days in the site's currency; without an entry there is no cost, not one of 0. Leads are those
-- created in the period. MQL, SQL and customers are those among them, or, dated by their sale, whoever became one in it.
-- Grain: one row per source and channel, the 1,000 with the highest cost.
with joined as
(
    select
        toString(source) as source,
        toString(channel) as channel,
        source = '' as unassigned,
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
        toString(multiIf({touch:String} = 'last', last_source, {touch:String} = 'converting', converting_source, first_source)) as source,
        toString(multiIf({touch:String} = 'last', last_channel, {touch:String} = 'converting', converting_channel, first_channel)) as channel,
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
    source,
    channel,
    unassigned,
    sum(spent) as cost,
    sum(is_lead) as leads,
    sum(is_mql) as mql_leads,
    sum(is_sql) as sql_leads,
    sum(is_customer) as customers,
    toFloat64OrNull({margin:String}) * 0.15 as cost_ceiling
from joined
group by
    source,
    channel,
    unassigned
having leads > 0 or customers > 0 or mql_leads > 0 or sql_leads > 0 or isNotNull(cost)
order by
    unassigned,
    ifNull(cost, 0) desc,
    leads desc,
    source,
    channel
limit 1000
