-- Costs, leads and customers over time. A cost counts on its day, at midnight.
-- Intervals are hours, days, ISO weeks or months in the site's time zone; the period before is shifted onto this one.
-- Grain: one row per interval in which there is something to count.
with counted as
(
    select
        toDateTime(day, {tz:String}) as happened,
        toNullable(amount) as spent,
        0 as lead,
        0 as sold
    from spend
    where
        site = {site:String}
        and day >= toDate(toTimeZone({start:DateTime64(3,'UTC')}, {tz:String}))
        and day <= toDate(toTimeZone({end:DateTime64(3,'UTC')} - interval 1 millisecond, {tz:String}))
        and currency = {currency:String}
    union all
    select
        toDateTime(created, {tz:String}) as happened,
        null as spent,
        1 as lead,
        {dated:String} = 'lead' and isNotNull(customer) as sold
    from leads
    where
        site = {site:String}
        and created >= {start:DateTime64(3,'UTC')}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    union all
    select
        toDateTime(assumeNotNull(customer), {tz:String}) as happened,
        null as spent,
        0 as lead,
        1 as sold
    from leads
    where
        site = {site:String}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 3660 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        and {dated:String} = 'sale'
        and customer >= {start:DateTime64(3,'UTC')}
        and customer < {end:DateTime64(3,'UTC')}
),
shifted as
(
    select
        happened + toIntervalMonth({shift_months:Int32}) + toIntervalDay({shift_days:Int32}) as moment,
        spent,
        lead,
        sold
    from counted
)
select
    multiIf(
        {interval:String} = 'month', toString(toStartOfMonth(moment)),
        {interval:String} = 'week', toString(toMonday(moment)),
        {interval:String} = 'hour', formatDateTime(moment, '%Y-%m-%dT%H:00'),
        toString(toDate(moment))
    ) as bucket,
    sum(spent) as cost,
    sum(lead) as leads,
    sum(sold) as customers
from shifted
group by bucket
order by bucket
