-- Carts: visitors with an event that starts a cart in the period. Bought: those of them with an event of a purchase after it,
-- until the period's end. The names of both are asked for, "|" between several. Over time by when the visitor's first was started.
-- Intervals are hours, days, ISO weeks or months in the site's time zone; the period before is shifted onto this one.
-- Grain: one row for the whole period, which has no bucket, and one per interval in which there is something to count.
with carts as
(
    select
        visitor_id,
        minOrNullIf(ts, name in splitByChar('|', {cart:String})) as started,
        maxOrNullIf(ts, name in splitByChar('|', {purchase:String})) as last_purchase
    from visitor_events
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        and bot = ''
        and (name in splitByChar('|', {cart:String}) or name in splitByChar('|', {purchase:String}))
    group by visitor_id
    having isNotNull(started)
),
counted as
(
    select
        dateTrunc(
            {interval:String},
            toDateTime(
                toDate(toTimeZone(assumeNotNull(started), {tz:String})) + toIntervalMonth({shift_months:Int32}) + toIntervalDay({shift_days:Int32}),
                'UTC'
            ) + toIntervalHour(toHour(toTimeZone(assumeNotNull(started), {tz:String})))
        ) as slot,
        ifNull(last_purchase >= started, false) as has_bought
    from carts
)
select
    if(grouping(slot) = 1, '', formatDateTime(slot, if({interval:String} = 'hour', '%Y-%m-%dT%H:00', '%Y-%m-%d'))) as bucket,
    count() as cart_visitors,
    countIf(has_bought) as bought_visitors,
    cart_visitors - bought_visitors as abandoned_visitors
from counted
group by grouping sets ((), (slot))
order by bucket
