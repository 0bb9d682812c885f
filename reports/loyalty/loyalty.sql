-- Customers until the end of the period: who bought again, who is still active, and for how long they stay.
-- A purchase is a sale, or a stage "customer" with an amount; a refund does not undo it. Leads of one person are one customer;
-- a lead of whom nobody knows who it is, is a customer of its own.
-- Customers at the start bought before the period (of the last months, if the activity asked for is a number of months);
-- retained are those who bought in the period (or in as many months before its end). Months are those of the site's time zone.
-- Lifetime = first purchase to last activity: a purchase, a call, an e-mail, a meeting or an nps answer.
-- Known days = from the first purchase of all to the end of the period.
-- Grain: one row.
with known as
(
    select
        lead_id,
        if(person != 0, toString(person), toString(lead_id)) as customer_key
    from leads
    where
        site = {site:String}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 3660 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
),
acts as
(
    select
        known.customer_key as customer_key,
        changes.ts as ts,
        changes.kind = 'sale' or (changes.stage = 'customer' and isNotNull(changes.value)) as is_purchase
    from lead_changes as changes
    inner join known on known.lead_id = changes.lead_id
    where
        changes.site = {site:String}
        and changes.ts < {end:DateTime64(3,'UTC')}
        and (
            changes.kind in ('sale', 'call', 'email', 'meeting', 'nps')
            or (changes.stage = 'customer' and isNotNull(changes.value))
        )
),
buyers as
(
    select
        customer_key,
        countIf(is_purchase) as purchases,
        minIf(ts, is_purchase) as first_bought,
        maxIf(ts, is_purchase) as last_bought,
        maxOrNullIf(ts, is_purchase and ts < {start:DateTime64(3,'UTC')}) as bought_before,
        max(ts) as last_active
    from acts
    group by customer_key
    having purchases > 0
),
counted as
(
    select
        purchases,
        toInt32OrZero({activity:String}) as months,
        isNotNull(bought_before) and (
            months = 0
            or bought_before >= toTimeZone({start:DateTime64(3,'UTC')}, {tz:String}) - toIntervalMonth(months)
        ) as at_start,
        last_bought >= if(
            months = 0,
            {start:DateTime64(3,'UTC')},
            toTimeZone({end:DateTime64(3,'UTC')}, {tz:String}) - toIntervalMonth(months)
        ) as is_active,
        divide(dateDiff('second', first_bought, last_active), 86400) as days,
        dateDiff('day', first_bought, {end:DateTime64(3,'UTC')}, {tz:String}) as known
    from buyers
)
select
    count() as all_customers,
    countIf(purchases >= 2) as repeat_customers,
    countIf(at_start) as starting_customers,
    countIf(at_start and is_active) as retained_customers,
    countIf(at_start and not is_active) as churned_customers,
    sum(days) as lifetime_days,
    quantileExactInclusiveOrNull(0.5)(days) as median_lifetime_days,
    maxOrNull(known) as known_days
from counted
