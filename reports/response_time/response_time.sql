-- How soon leads are contacted, and how long it takes to sell. Response time = creation to first contact, of leads created
-- in the period; sales cycle = creation to becoming a customer, of those who became one in the period and were leads before, or
-- on the same day: a file tells a sale by its day alone.
-- Time runs by the clock, or in working hours only (Monday to Friday, 9 to 18 h in the site's time zone), as asked: worked
-- gives the working seconds from a Monday long ago until a moment.
-- Grain: one row.
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
known as
(
    select
        created >= {start:DateTime64(3,'UTC')} as is_new,
        contacted,
        customer,
        lost,
        customer >= {start:DateTime64(3,'UTC')}
            and customer < {end:DateTime64(3,'UTC')}
            and toDate(toTimeZone(customer, {tz:String})) >= toDate(toTimeZone(created, {tz:String})) as is_sold,
        greatest(
            0,
            if(
                {hours:String} = 'working',
                worked(assumeNotNull(contacted)) - worked(created),
                dateDiff('second', created, assumeNotNull(contacted))
            )
        ) as seconds,
        greatest(0, dateDiff('second', created, assumeNotNull(customer))) as cycle_seconds
    from leads
    where
        site = {site:String}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 3660 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
)
select
    countIf(is_new) as leads,
    countIf(is_new and isNotNull(contacted)) as contacted_leads,
    countIf(is_new and isNull(contacted) and isNull(customer)) as uncontacted_leads,
    countIf(is_new and isNull(contacted) and isNull(customer) and isNull(lost)) as waiting_leads,
    countIf(is_new and isNotNull(contacted) and seconds < 14400) as soon_contacted_leads,
    countIf(is_new and isNotNull(contacted) and isNotNull(customer)) as contacted_customers,
    countIf(is_new and isNotNull(contacted) and isNotNull(customer) and seconds < 14400) as soon_contacted_customers,
    quantileExactInclusiveOrNullIf(0.5)(seconds, is_new and isNotNull(contacted)) as median_response_seconds,
    quantileExactInclusiveOrNullIf(0.9)(seconds, is_new and isNotNull(contacted)) as late_response_seconds,
    countIf(is_sold) as sold_leads,
    divide(sumIf(cycle_seconds, is_sold), 86400) as cycle_days,
    divide(quantileExactInclusiveOrNullIf(0.5)(cycle_seconds, is_sold), 86400) as median_cycle_days
from known
