-- Answers to the nps question over time, by when they were given: promoters 9 or 10, detractors 0 to 6.
-- Intervals are hours, days, ISO weeks or months in the site's time zone; the period before is shifted onto this one.
-- Grain: one row per interval in which there is something to count.
with known as
(
    select
        lead_id
    from leads
    where
        site = {site:String}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 3660 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
),
given as
(
    select
        toDateTime(
            toDate(toTimeZone(changes.ts, {tz:String})) + toIntervalMonth({shift_months:Int32}) + toIntervalDay({shift_days:Int32}),
            'UTC'
        ) + toIntervalHour(toHour(toTimeZone(changes.ts, {tz:String}))) as moment,
        toUInt8(assumeNotNull(changes.value)) as points
    from lead_changes as changes
    inner join known on known.lead_id = changes.lead_id
    where
        changes.site = {site:String}
        and changes.kind = 'nps'
        and changes.ts >= {start:DateTime64(3,'UTC')}
        and changes.ts < {end:DateTime64(3,'UTC')}
)
select
    multiIf(
        {interval:String} = 'month', toString(toStartOfMonth(moment)),
        {interval:String} = 'week', toString(toMonday(moment)),
        {interval:String} = 'hour', formatDateTime(moment, '%Y-%m-%dT%H:00'),
        toString(toDate(moment))
    ) as bucket,
    count() as answers,
    countIf(points >= 9) as promoters,
    countIf(points in (7, 8)) as passives,
    countIf(points <= 6) as detractors,
    toInt64(promoters) - toInt64(detractors) as net_promoters
from given
group by bucket
order by bucket
