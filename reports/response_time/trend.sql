-- Leads over time, by when they were created: how many were contacted, how many within four hours.
-- Intervals are hours, days, ISO weeks or months in the site's time zone; the period before is shifted onto this one.
-- Time runs by the clock, or in working hours only (Monday to Friday, 9 to 18 h in the site's time zone), as asked: worked
-- gives the working seconds from a Monday long ago until a moment.
-- Grain: one row per interval in which there is something to count.
with
    moment -> (
        162000 * intDiv(toInt64(toDate(toTimeZone(moment, {tz:String}))) + 3, 7)
        + 32400 * least(5, toDayOfWeek(toTimeZone(moment, {tz:String})) - 1)
        + if(
            toDayOfWeek(toTimeZone(moment, {tz:String})) < 6,
            greatest(0, least(32400, dateDiff('second', toStartOfDay(toTimeZone(moment, {tz:String})), toTimeZone(moment, {tz:String})) - 32400)),
            0
        )
    ) as worked,
counted as
(
    select
        toDateTime(
            toDate(toTimeZone(created, {tz:String})) + toIntervalMonth({shift_months:Int32}) + toIntervalDay({shift_days:Int32}),
            'UTC'
        ) + toIntervalHour(toHour(toTimeZone(created, {tz:String}))) as moment,
        contacted,
        customer,
        greatest(
            0,
            if(
                {hours:String} = 'working',
                worked(assumeNotNull(contacted)) - worked(created),
                dateDiff('second', created, assumeNotNull(contacted))
            )
        ) as seconds
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
    countIf(isNull(contacted) and isNull(customer)) as uncontacted_leads,
    countIf(isNotNull(contacted) and seconds < 14400) as soon_contacted_leads
from counted
group by bucket
order by bucket
