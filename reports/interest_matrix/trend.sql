-- Interesting: at least so many points for means; interested: at least so many for behaviour, both as last scored.
-- Leads over time, by when they were created: how many are both, and how many are tire-kickers (interested, not interesting).
-- Intervals are hours, days, ISO weeks or months in the site's time zone; the period before is shifted onto this one.
-- Grain: one row per interval in which there is something to count.
with counted as
(
    select
        toDateTime(
            toDate(toTimeZone(created, {tz:String})) + toIntervalMonth({shift_months:Int32}) + toIntervalDay({shift_days:Int32}),
            'UTC'
        ) + toIntervalHour(toHour(toTimeZone(created, {tz:String}))) as moment,
        interesting,
        interested
    from leads
    where
        site = {site:String}
        and created >= {start:DateTime64(3,'UTC')}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
)
select
    multiIf(
        {interval:String} = 'month', toString(toStartOfMonth(moment)),
        {interval:String} = 'week', toString(toMonday(moment)),
        {interval:String} = 'hour', formatDateTime(moment, '%Y-%m-%dT%H:00'),
        toString(toDate(moment))
    ) as bucket,
    count() as leads,
    countIf(interesting >= {interesting_from:Int32} and interested >= {interested_from:Int32}) as best_leads,
    countIf(interesting < {interesting_from:Int32} and interested >= {interested_from:Int32}) as tire_kicker_leads
from counted
group by bucket
order by bucket
