-- Costs and revenue over time. A cost counts on its day, at midnight; revenue when its lead was created or when it was sold.
-- Intervals are hours, days, ISO weeks or months in the site's time zone; the period before is shifted onto this one.
-- Grain: one row per interval in which there is something to count.
with counted as
(
    select
        toDateTime(day, {tz:String}) as happened,
        toNullable(amount) as spent,
        toDecimal128(0, 4) as earned
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
        toDecimal128(revenue, 4) as earned
    from leads
    where
        site = {site:String}
        and created >= {start:DateTime64(3,'UTC')}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        and {dated:String} = 'lead'
    union all
    select
        toDateTime(changes.ts, {tz:String}) as happened,
        null as spent,
        toDecimal128(if(changes.kind = 'refund', -1, 1) * ifNull(changes.value, 0), 4) as earned
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
        toDateTime(toDate(happened) + toIntervalMonth({shift_months:Int32}) + toIntervalDay({shift_days:Int32}), 'UTC')
            + toIntervalHour(toHour(happened)) as moment,
        spent,
        earned
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
    sum(earned) as revenue_won,
    revenue_won - cost as profit
from shifted
group by bucket
order by bucket
