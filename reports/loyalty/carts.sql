-- Carts: visitors with an event that starts a cart in the period. Bought: those of them with an event of a purchase after it,
-- until the period's end. The names of both are asked for, "|" between several.
-- Grain: one row.
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
)
select
    count() as cart_visitors,
    countIf(ifNull(last_purchase >= started, false)) as bought_visitors,
    cart_visitors - bought_visitors as abandoned_visitors
from carts
