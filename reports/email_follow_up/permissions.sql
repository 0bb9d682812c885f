-- Leads, and their permission to be contacted as it was told last: given with a form, by subscribing, on a page or by a program; taken
-- back by unsubscribing, by marking an e-mail as spam, or on a page. One reading; is_before tells the period before from the period,
-- and part says what a row is of: whole, the end of the period; slots, its intervals (hours, days, ISO weeks or months in the site's
-- time zone; the period before is shifted onto this one): how many permitted at the end of each, and how many took that back in it;
-- who refused with the form has nothing to take back.
-- Grain: of each period one row of the whole, and one per interval.
with if(is_before, {before_start:DateTime64(3,'UTC')}, {start:DateTime64(3,'UTC')}) as first_moment,
if(is_before, {before_end:DateTime64(3,'UTC')}, {end:DateTime64(3,'UTC')}) as end_moment,
if({before_start:DateTime64(3,'UTC')} < {before_end:DateTime64(3,'UTC')}, [0, 1], [0]) as periods,
turns as
(
    select
        known.created as created,
        greatest(said.ts, known.created) as turned,
        said.consent as consent,
        said.is_change as is_change,
        lagInFrame(said.consent, 1, '') over (partition by known.lead_id order by said.ts, said.consent) as before,
        row_number() over (partition by known.lead_id order by said.ts, said.consent) = 1 as is_first
    from
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
    ) as known
    left join
    (
        select
            lead_id,
            ts,
            consent,
            is_change
        from permissions
        where
            site = {site:String}
            and ts < {end:DateTime64(3,'UTC')}
    ) as said on said.lead_id = known.lead_id
),
-- What a lead said counts in a period that it was said before the end of; the lead itself in one that it was made before the end of.
moves as
(
    select
        is_before,
        turned < end_moment as is_told,
        greatest(if(is_told, turned, created), first_moment) as ts,
        is_first as n_leads,
        is_told * (toInt64(consent = 'granted') - toInt64(before = 'granted')) as granted,
        is_told * (toInt64(consent = 'denied') - toInt64(before = 'denied')) as denied,
        is_told and turned >= first_moment and is_change and consent = 'denied' and before != 'denied' as is_opt_out
    from turns
    array join periods as is_before
    where is_told or (is_first and created < end_moment)
    union all
    select
        is_before,
        0 as is_told,
        first_moment + toIntervalHour(number) as ts,
        0 as n_leads,
        0 as granted,
        0 as denied,
        0 as is_opt_out
    from numbers(toUInt64(greatest(
        dateDiff('hour', {start:DateTime64(3,'UTC')}, {end:DateTime64(3,'UTC')}),
        dateDiff('hour', {before_start:DateTime64(3,'UTC')}, {before_end:DateTime64(3,'UTC')})
    ) + 1))
    array join periods as is_before
    where ts < end_moment
),
dated as
(
    select
        *,
        toDateTime(
            toDate(toTimeZone(ts, {tz:String}))
                + toIntervalMonth(is_before * {before_shift_months:Int32})
                + toIntervalDay(is_before * {before_shift_days:Int32}),
            'UTC'
        ) + toIntervalHour(toHour(toTimeZone(ts, {tz:String}))) as moment,
        multiIf(
            {interval:String} = 'month', toString(toStartOfMonth(moment)),
            {interval:String} = 'week', toString(toMonday(moment)),
            {interval:String} = 'hour', formatDateTime(moment, '%Y-%m-%dT%H:00'),
            toString(toDate(moment))
        ) as slot
    from moves
)
select
    if(grouping(slot) = 0, 'slots', 'whole') as part,
    is_before,
    slot as bucket,
    sum(n_leads) as leads,
    sum(sum(granted)) over (partition by part, is_before order by slot) as permitting_leads,
    sum(denied) as denying_leads,
    sum(is_opt_out) as opted_out_leads
from dated
group by grouping sets
(
    (is_before),
    (is_before, slot)
)
order by
    part,
    is_before,
    bucket
