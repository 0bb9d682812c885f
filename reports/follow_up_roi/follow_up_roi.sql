-- What following leads up brings: revenue of the period from leads that have been contacted, against what was sold in a month
-- before. A period of whole months counts as so many, and one of as many days that it is compared with; any other by its days,
-- the running one included, a month being a twelfth of 365.
-- Where there has never been a lead, there is nothing to say of any month.
-- Grain: one row.
with sold as
(
    select
        lead_id,
        sumIf(ifNull(value, 0), kind = 'sale' or stage = 'customer') - sumIf(ifNull(value, 0), kind = 'refund') as amount,
        countIf(kind = 'sale' or (stage = 'customer' and isNotNull(value))) as sales
    from lead_changes
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and (kind in ('sale', 'refund') or stage = 'customer')
    group by lead_id
),
counted as
(
    select
        count() as known_leads,
        sumIf(sold.amount, isNotNull(contacted)) as followed_revenue,
        sum(sold.amount) as sold_revenue,
        countIf(isNotNull(contacted) and sold.sales > 0) as followed_customers
    from leads
    left join sold on sold.lead_id = leads.lead_id
    where
        site = {site:String}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 3660 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
)
select
    toFloat64(counted.followed_revenue) as followed_revenue,
    toFloat64(counted.sold_revenue) as sold_revenue,
    counted.followed_customers as followed_customers,
    if(
        counted.known_leads = 0,
        null,
        if({whole_months:UInt16} > 0, toFloat64({whole_months:UInt16}), divide({days:UInt16} * 12, 365))
    ) as months,
    toFloat64OrNull({baseline:String}) * months as baseline_revenue,
    followed_revenue - baseline_revenue as follow_up_gain
from counted
