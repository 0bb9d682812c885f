-- Leads created in the period by the time until their first contact, and what became of them: -1 is not contacted yet, -2
-- contacted without a note of when, which is said of customers.
-- Time runs by the clock, or in working hours only (Monday to Friday, 9 to 18 h in the site's time zone), as asked: worked
-- gives the working seconds from a Monday long ago until a moment.
-- Grain: one row per range of times.
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
answered as
(
    select
        contacted,
        customer,
        revenue,
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
        isNull(contacted) and isNull(customer), -1,
        isNull(contacted), -2,
        seconds < 3600, 0,
        seconds < 14400, 3600,
        seconds < 86400, 14400,
        seconds < 259200, 86400,
        259200
    ) as response_from,
    count() as leads,
    countIf(isNotNull(customer)) as customers,
    sum(revenue) as revenue
from answered
group by response_from
order by
    response_from < 0,
    abs(response_from)
