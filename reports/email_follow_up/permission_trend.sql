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
told as
(
    select
        lead_id,
        ts,
        toString(consent) as consent,
        0 as is_change
    from lead_events
    where
        site = {site:String}
        and kind in ('created', 'submission')
        and consent != ''
        and ts < {end:DateTime64(3,'UTC')}
    union all
    select
        lead_id,
        ts,
        toString(consent) as consent,
        1 as is_change
    from lead_changes
    where
        site = {site:String}
        and kind = 'consent'
        and ts < {end:DateTime64(3,'UTC')}
),
turns as
(
    select
        told.lead_id as lead_id,
        greatest(told.ts, known.created) as turned,
        told.consent as consent,
        told.is_change as is_change,
        lagInFrame(told.consent, 1, '') over (partition by told.lead_id order by told.ts, told.consent) as before
    from told
    inner join known on known.lead_id = told.lead_id
),
moves as
(
    select
        toTimeZone(greatest(turned, {start:DateTime64(3,'UTC')}), {tz:String})
            + toIntervalMonth({shift_months:Int32})
            + toIntervalDay({shift_days:Int32}) as moment,
        toInt64(consent = 'granted') - toInt64(before = 'granted') as growth,
        turned >= {start:DateTime64(3,'UTC')} and is_change and consent = 'denied' and before != 'denied' as is_opt_out
    from turns
    union all
    select
        toTimeZone({start:DateTime64(3,'UTC')} + toIntervalHour(number), {tz:String})
            + toIntervalMonth({shift_months:Int32})
            + toIntervalDay({shift_days:Int32}) as moment,
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
