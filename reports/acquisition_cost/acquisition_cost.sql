-- What leads and customers cost, over time and as a whole: cost / leads, / MQL, / SQL, / customers. The ceiling is 15 % of the gross
-- margin on a customer. Costs are those of the period's days in the site's currency, each at its day's midnight; without an entry
-- there is no cost, not one of 0. Leads are those created in the period. MQL, SQL and customers are those among them, or, dated by
-- their sale, whoever became one in it.
-- Intervals are hours, days, ISO weeks or months in the site's time zone; the period before is shifted onto this one.
-- Grain: one row for the whole period, which has no bucket, and one per interval in which there is something to count.
with counted as
(
    select
        toDateTime(day, {tz:String}) as happened,
        'spent' as fact,
        toNullable(amount) as spent,
        purpose = 'media' as is_media
    from spend
    where
        site = {site:String}
        and day >= toDate(toTimeZone({start:DateTime64(3,'UTC')}, {tz:String}))
        and day <= toDate(toTimeZone({end:DateTime64(3,'UTC')} - interval 1 millisecond, {tz:String}))
        and currency = {currency:String}
    union all
    select
        toDateTime(assumeNotNull(told.2), {tz:String}) as happened,
        told.1 as fact,
        null as spent,
        0 as is_media
    from leads
    array join
        [
            ('lead', toNullable(created)),
            ('mql', if({dated:String} = 'sale' or isNull(mql), mql, created)),
            ('sql', if({dated:String} = 'sale' or isNull(sql), sql, created)),
            ('customer', if({dated:String} = 'sale' or isNull(customer), customer, created))
        ] as told
    where
        site = {site:String}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 3660 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        and told.2 >= {start:DateTime64(3,'UTC')}
        and told.2 < {end:DateTime64(3,'UTC')}
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
    sumOrNullIf(spent, is_media) as media_cost,
    countIf(fact = 'lead') as leads,
    countIf(fact = 'mql') as mql_leads,
    countIf(fact = 'sql') as sql_leads,
    countIf(fact = 'customer') as customers,
    toFloat64OrNull({margin:String}) * 0.15 as cost_ceiling
from shifted
group by grouping sets ((), (slot))
order by bucket
