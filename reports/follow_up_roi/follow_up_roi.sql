-- What following leads up brings: revenue of the period, by when it was sold, from leads that have been contacted and from all, against
-- what was sold in a month before. A period of whole months counts as so many, and one of as many days that it is compared with; any
-- other by its days, the running one included, a month being a twelfth of 365.
-- Where there has never been a lead, there is nothing to say of any month.
-- Intervals are hours, days, ISO weeks or months in the site's time zone; the period before is shifted onto this one.
-- Grain: one row for the whole period, which has no bucket, and one per interval in which there is something to count.
with sold as
(
    select
        lead_id,
        ts,
        1 as is_change,
        if(kind = 'refund', -1, 1) * ifNull(value, 0) as amount
    from lead_changes
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and (kind in ('sale', 'refund') or stage = 'customer')
),
counted as
(
    select
        sold.is_change as is_change,
        dateTrunc(
            {interval:String},
            toDateTime(
                toDate(toTimeZone(sold.ts, {tz:String})) + toIntervalMonth({shift_months:Int32}) + toIntervalDay({shift_days:Int32}),
                'UTC'
            ) + toIntervalHour(toHour(toTimeZone(sold.ts, {tz:String})))
        ) as slot,
        sold.amount as amount,
        isNotNull(contacted) as is_followed
    from leads
    left join sold on sold.lead_id = leads.lead_id
    where
        site = {site:String}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 3660 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
)
select
    if(grouping(slot) = 1, '', formatDateTime(slot, if({interval:String} = 'hour', '%Y-%m-%dT%H:00', '%Y-%m-%d'))) as bucket,
    toFloat64(sumIf(amount, is_followed)) as followed_revenue,
    toFloat64(sum(amount)) as sold_revenue,
    if(
        count() = 0,
        null,
        if({whole_months:UInt16} > 0, toFloat64({whole_months:UInt16}), divide({days:UInt16} * 12, 365))
    ) as months,
    toFloat64OrNull({baseline:String}) * months as baseline_revenue,
    followed_revenue - baseline_revenue as follow_up_gain
from counted
group by grouping sets ((), (slot))
having bucket = '' or sum(is_change) > 0
order by bucket
