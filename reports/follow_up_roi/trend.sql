-- Revenue over time, by when it was sold: from leads that have been contacted, and from all.
-- Intervals are hours, days, ISO weeks or months in the site's time zone; the period before is shifted onto this one.
-- Grain: one row per interval in which there is something to count.
with followed as
(
    select
        lead_id,
        isNotNull(contacted) as is_followed
    from leads
    where
        site = {site:String}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 3660 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
),
counted as
(
    select
        toDateTime(
            toDate(toTimeZone(changes.ts, {tz:String})) + toIntervalMonth({shift_months:Int32}) + toIntervalDay({shift_days:Int32}),
            'UTC'
        ) + toIntervalHour(toHour(toTimeZone(changes.ts, {tz:String}))) as moment,
        if(changes.kind = 'refund', -1, 1) * ifNull(changes.value, 0) as amount,
        followed.is_followed as is_followed
    from lead_changes as changes
    inner join followed on followed.lead_id = changes.lead_id
    where
        changes.site = {site:String}
        and changes.ts >= {start:DateTime64(3,'UTC')}
        and changes.ts < {end:DateTime64(3,'UTC')}
        and (changes.kind in ('sale', 'refund') or changes.stage = 'customer')
)
select
    multiIf(
        {interval:String} = 'month', toString(toStartOfMonth(moment)),
        {interval:String} = 'week', toString(toMonday(moment)),
        {interval:String} = 'hour', formatDateTime(moment, '%Y-%m-%dT%H:00'),
        toString(toDate(moment))
    ) as bucket,
    toFloat64(sumIf(amount, is_followed)) as followed_revenue,
    toFloat64(sum(amount)) as sold_revenue
from counted
group by bucket
order by bucket
