-- Customers until the end of the period: who bought again, who is still active, and for how long they stay; and by the month of their
-- first purchase. One reading; is_before tells the period before from the period, and part says what a row is of: whole, or cohorts.
-- A purchase is a sale, or a stage "customer" with an amount; a refund does not undo it. Leads of one person are one customer;
-- a lead of whom nobody knows who it is, is a customer of its own.
-- Customers at the start bought before the period (of the last months, if the activity asked for is a number of months);
-- retained are those who bought in the period (or in as many months before its end). Months are those of the site's time zone.
-- Lifetime = first purchase to last activity: a purchase, a call, an e-mail, a meeting or an nps answer.
-- Known days = from the first purchase of all to the end of the period.
-- Grain: of each period one row of the whole, and one per month in which somebody bought for the first time.
with if(is_before, {before_start:DateTime64(3,'UTC')}, {start:DateTime64(3,'UTC')}) as first_moment,
if(is_before, {before_end:DateTime64(3,'UTC')}, {end:DateTime64(3,'UTC')}) as end_moment,
if({before_start:DateTime64(3,'UTC')} < {before_end:DateTime64(3,'UTC')}, [0, 1], [0]) as periods,
known as
(
    select
        lead_id,
        created,
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
        greatest(changes.ts, known.created) as told,
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
        is_before,
        countIf(is_purchase) as purchases,
        minIf(ts, is_purchase) as first_bought,
        maxIf(ts, is_purchase) as last_bought,
        maxOrNullIf(ts, is_purchase and ts < first_moment) as bought_before,
        max(ts) as last_active
    from acts
    array join periods as is_before
    where told < end_moment
    group by
        is_before,
        customer_key
    having purchases > 0
),
counted as
(
    select
        is_before,
        purchases,
        toString(toStartOfMonth(toTimeZone(first_bought, {tz:String}))) as cohort,
        toInt32OrZero({activity:String}) as months,
        isNotNull(bought_before) and (
            months = 0
            or bought_before >= toTimeZone(first_moment, {tz:String}) - toIntervalMonth(months)
        ) as at_start,
        last_bought >= if(
            months = 0,
            first_moment,
            toTimeZone(end_moment, {tz:String}) - toIntervalMonth(months)
        ) as is_active,
        toNullable(divide(dateDiff('second', first_bought, last_active), 86400)) as days,
        toNullable(dateDiff('day', first_bought, end_moment, {tz:String})) as known
    from buyers
    union all
    -- So that there is a whole where nobody bought.
    select
        arrayJoin(periods) as is_before,
        0 as purchases,
        '' as cohort,
        0 as months,
        0 as at_start,
        0 as is_active,
        null as days,
        null as known
)
select
    if(grouping(cohort) = 0, 'cohorts', 'whole') as part,
    is_before,
    cohort,
    countIf(counted.purchases > 0) as all_customers,
    countIf(counted.purchases >= 2) as repeat_customers,
    sum(counted.purchases) as purchases,
    countIf(at_start) as starting_customers,
    countIf(at_start and is_active) as retained_customers,
    countIf(at_start and not is_active) as churned_customers,
    ifNull(sum(days), 0) as lifetime_days,
    quantileExactInclusiveOrNull(0.5)(days) as median_lifetime_days,
    max(known) as known_days
from counted
group by grouping sets
(
    (is_before),
    (is_before, cohort)
)
having part = 'whole' or all_customers > 0
order by
    part,
    is_before,
    cohort desc
limit 1000 by
    part,
    is_before
