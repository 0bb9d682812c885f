-- Carts over time, by when the visitor's first was started. Bought: an event of a purchase came after it, until the period's
-- end. The names of both events are asked for, "|" between several.
-- Intervals are hours, days, ISO weeks or months in the site's time zone; the period before is shifted onto this one.
-- Grain: one row per interval in which there is something to count.
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
        toDateTime(
            toDate(toTimeZone(assumeNotNull(started), {tz:String})) + toIntervalMonth({shift_months:Int32}) + toIntervalDay({shift_days:Int32}),
            'UTC'
        ) + toIntervalHour(toHour(toTimeZone(assumeNotNull(started), {tz:String}))) as moment,
        ifNull(last_purchase >= started, false) as has_bought
    from carts
)
select
    multiIf(
        {interval:String} = 'month', toString(toStartOfMonth(moment)),
        {interval:String} = 'week', toString(toMonday(moment)),
        {interval:String} = 'hour', formatDateTime(moment, '%Y-%m-%dT%H:00'),
        toString(toDate(moment))
    ) as bucket,
    count() as cart_visitors,
    countIf(not has_bought) as abandoned_visitors
from counted
group by bucket
order by bucket
