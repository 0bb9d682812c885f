-- Customers by the month of their first purchase, and what they bought until the end of the period.
-- A purchase is a sale, or a stage "customer" with an amount. Months are those of the site's time zone. Leads of one person are
-- one customer.
-- Grain: one row per month in which somebody bought for the first time.
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
buyers as
(
    select
        known.customer_key as customer_key,
        count() as purchases,
        min(changes.ts) as first_bought
    from lead_changes as changes
    inner join known on known.lead_id = changes.lead_id
    where
        changes.site = {site:String}
        and changes.ts < {end:DateTime64(3,'UTC')}
        and (changes.kind = 'sale' or (changes.stage = 'customer' and isNotNull(changes.value)))
    group by customer_key
)
select
    toString(toStartOfMonth(toTimeZone(first_bought, {tz:String}))) as cohort,
    count() as all_customers,
    countIf(buyers.purchases >= 2) as repeat_customers,
    sum(buyers.purchases) as purchases
from buyers
group by cohort
order by cohort desc
limit 1000
