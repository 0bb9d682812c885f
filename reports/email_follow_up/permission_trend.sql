-- Leads over time: how many permitted to be contacted at the end of each interval, and how many took that back in it;
-- who refused with the form has nothing to take back.
-- Intervals are hours, days, ISO weeks or months in the site's time zone; the period before is shifted onto this one.
-- Grain: one row per interval.
with known as
(
    select
        lead_id,
        created
    from leads
    where
        site = {site:String}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 3660 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
),
turns as
(
    select
        said.lead_id as lead_id,
        greatest(said.ts, known.created) as turned,
        said.consent as consent,
        said.is_change as is_change,
        lagInFrame(said.consent, 1, '') over (partition by said.lead_id order by said.ts, said.consent) as before
    from permissions as said
    inner join known on known.lead_id = said.lead_id
    where
        said.site = {site:String}
        and said.ts < {end:DateTime64(3,'UTC')}
),
moves as
(
    select
        toDateTime(
            toDate(toTimeZone(greatest(turned, {start:DateTime64(3,'UTC')}), {tz:String})) + toIntervalMonth({shift_months:Int32}) + toIntervalDay({shift_days:Int32}),
            'UTC'
        ) + toIntervalHour(toHour(toTimeZone(greatest(turned, {start:DateTime64(3,'UTC')}), {tz:String}))) as moment,
        toInt64(consent = 'granted') - toInt64(before = 'granted') as growth,
        turned >= {start:DateTime64(3,'UTC')} and is_change and consent = 'denied' and before != 'denied' as is_opt_out
    from turns
    union all
    select
        toDateTime(
            toDate(toTimeZone({start:DateTime64(3,'UTC')} + toIntervalHour(number), {tz:String})) + toIntervalMonth({shift_months:Int32}) + toIntervalDay({shift_days:Int32}),
            'UTC'
        ) + toIntervalHour(toHour(toTimeZone({start:DateTime64(3,'UTC')} + toIntervalHour(number), {tz:String}))) as moment,
        0 as growth,
        0 as is_opt_out
    from numbers(toUInt64(dateDiff('hour', {start:DateTime64(3,'UTC')}, {end:DateTime64(3,'UTC')}) + 1))
    where {start:DateTime64(3,'UTC')} + toIntervalHour(number) < {end:DateTime64(3,'UTC')}
),
dated as
(
    select
        multiIf(
            {interval:String} = 'month', toString(toStartOfMonth(moment)),
            {interval:String} = 'week', toString(toMonday(moment)),
            {interval:String} = 'hour', formatDateTime(moment, '%Y-%m-%dT%H:00'),
            toString(toDate(moment))
        ) as day,
        sum(moves.growth) as growth,
        sum(moves.is_opt_out) as opt_outs
    from moves
    group by day
)
select
    dated.day as bucket,
    sum(dated.growth) over (order by dated.day) as permitting_leads,
    dated.opt_outs as opted_out_leads
from dated
order by bucket
