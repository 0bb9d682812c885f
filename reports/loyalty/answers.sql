-- Net promoter score = (promoters, who answered 9 or 10 - detractors, who answered 0 to 6) / answers. Every answer given in
-- the period counts, to whichever lead it belongs and whenever that was created. By channel and magnet it is null of fewer than ten
-- answers: chance. One reading; is_before tells the period before from the period, and part says what a row is of: whole; slots, the
-- intervals (hours, days, ISO weeks or months in the site's time zone; the period before is shifted onto this one); nps_channels, the
-- channel of the lead's last touch, direct ones included, frozen when it was created; nps_magnets, the magnet of its first form.
-- Grain: of each period one row of the whole, and one per interval, channel and magnet in which there is something to count.
with if({before_start:DateTime64(3,'UTC')} < {before_end:DateTime64(3,'UTC')}, [0, 1], [0]) as periods,
known as
(
    select
        lead_id,
        converting_channel,
        magnet
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
        known.converting_channel as channel,
        known.magnet as magnet,
        changes.ts as ts,
        toInt16(assumeNotNull(changes.value)) as points
    from lead_changes as changes
    inner join known on known.lead_id = changes.lead_id
    where
        changes.site = {site:String}
        and changes.kind = 'nps'
        and changes.ts < {end:DateTime64(3,'UTC')}
),
dated as
(
    select
        is_before,
        toString(given.channel) as channel,
        toString(given.magnet) as magnet,
        points,
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
    from given
    array join periods as is_before
    where
        ts >= if(is_before, {before_start:DateTime64(3,'UTC')}, {start:DateTime64(3,'UTC')})
        and ts < if(is_before, {before_end:DateTime64(3,'UTC')}, {end:DateTime64(3,'UTC')})
    union all
    -- So that there is a whole where nobody answered.
    select
        arrayJoin(periods) as is_before,
        '' as channel,
        '' as magnet,
        -1 as points,
        toDateTime(0, 'UTC') as moment,
        '' as slot
)
select
    multiIf(grouping(slot) = 0, 'slots', grouping(channel) = 0, 'nps_channels', grouping(magnet) = 0, 'nps_magnets', 'whole') as part,
    is_before,
    slot as bucket,
    channel,
    magnet,
    countIf(points >= 0) as answers,
    countIf(points >= 9) as promoters,
    countIf(points in (7, 8)) as passives,
    countIf(points between 0 and 6) as detractors,
    if(answers < 10 and part in ('nps_channels', 'nps_magnets'), null, toInt64(promoters) - toInt64(detractors)) as net_promoters
from dated
group by grouping sets
(
    (is_before),
    (is_before, slot),
    (is_before, channel),
    (is_before, magnet)
)
having part = 'whole' or answers > 0
order by
    part,
    is_before,
    bucket,
    answers desc,
    channel,
    magnet
limit 1000 by
    part,
    is_before
