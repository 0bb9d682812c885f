-- Leads created in the period; customers and revenue are what these same leads have become since. Waiting are those whom nobody
-- has contacted, and that are neither customers nor lost.
-- Intervals are hours, days, ISO weeks or months by the site's clock; the period before is shifted onto this one.
-- Grain: one row for the whole period, which has no bucket, and one per interval in which there is something to count.
with counted as
(
    select
        dateTrunc(
            {interval:String},
            toDateTime(
                toDate(toTimeZone(created, {tz:String})) + toIntervalMonth({shift_months:Int32}) + toIntervalDay({shift_days:Int32}),
                'UTC'
            ) + toIntervalHour(toHour(toTimeZone(created, {tz:String})))
        ) as slot,
        contacted,
        customer,
        lost,
        revenue
    from leads
    where
        site = {site:String}
        and created >= {start:DateTime64(3,'UTC')}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
)
select
    if(grouping(slot) = 1, '', formatDateTime(slot, if({interval:String} = 'hour', '%Y-%m-%dT%H:00', '%Y-%m-%d'))) as bucket,
    count() as leads,
    countIf(isNotNull(customer)) as customers,
    sum(revenue) as revenue,
    countIf(isNull(contacted) and isNull(customer) and isNull(lost)) as waiting_leads
from counted
group by grouping sets ((), (slot))
order by bucket
