-- Who came: visitors, sessions, how many sessions were a visitor's return, and the new visitors and those who returned. A session is
-- a return if its visitor had an earlier session in the 90 days before the period or in it. Who came for the first time and again
-- in the period is both new and returning. Bounce rate = bounces / sessions; a converting visitor submitted a form.
-- Visitors are taken one by one: how many sessions of each are counted, and whether the first that is known is among them.
-- Intervals are hours, days, ISO weeks or months by the site's clock; the period before is shifted onto this one.
-- Grain: one row per part: of the course one for the whole period, which has no bucket, and one per interval in which there is
-- something to count; of visitor_kinds one per kind of session that there is.
with known as
(
    select *
    from sessions
    where
        site = {site:String}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 90 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
),
told as
(
    select
        visitor_id,
        started,
        is_bounce,
        form_submissions > 0 as is_converting,
        started >= {start:DateTime64(3,'UTC')}
        and started < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        as is_counted
    from known
),
visitors as
(
    select
        countIf(is_counted) as counted,
        countIf(is_counted and is_bounce) as bounced,
        countIf(is_counted and is_converting) as converting,
        -- When the first began, and in the last three bits what it is: one number takes a quarter of the room.
        min(toUnixTimestamp64Milli(started) * 8 + is_counted * 4 + is_bounce * 2 + is_converting) as first,
        fromUnixTimestamp64Milli(intDiv(first, 8)) as first_started,
        bitTest(first, 2) as is_new,
        is_new and bitTest(first, 1) as is_new_bounce,
        is_new and bitTest(first, 0) as is_new_converting
    from told
    group by visitor_id
    having counted > 0
),
firsts as
(
    select
        dateTrunc(
            {interval:String},
            toDateTime(
                toDate(toTimeZone(first_started, {tz:String})) + toIntervalMonth({shift_months:Int32}) + toIntervalDay({shift_days:Int32}),
                'UTC'
            ) + toIntervalHour(toHour(toTimeZone(first_started, {tz:String})))
        ) as slot,
        grouping(slot) = 1 as is_whole,
        count() as all_visitors,
        countIf(converting > 0) as all_converting,
        sum(counted) as all_sessions,
        sum(bounced) as all_bounces,
        countIf(is_new) as new,
        countIf(is_new_converting) as new_converting,
        countIf(is_new_bounce) as new_bounces,
        countIf(counted > is_new) as returning,
        countIf(converting > is_new_converting) as returning_converting,
        toUInt64(all_sessions - new) as returning_sessions,
        toUInt64(all_bounces - new_bounces) as returning_bounces
    from visitors
    group by grouping sets ((), (slot))
),
starts as
(
    select
        dateTrunc(
            {interval:String},
            toDateTime(
                toDate(toTimeZone(started, {tz:String})) + toIntervalMonth({shift_months:Int32}) + toIntervalDay({shift_days:Int32}),
                'UTC'
            ) + toIntervalHour(toHour(toTimeZone(started, {tz:String})))
        ) as slot,
        uniqExact(visitor_id) as visitors,
        uniqExactIf(visitor_id, form_submissions > 0) as converting_visitors,
        count() as sessions
    from sessions
    where
        site = {site:String}
        and started >= {start:DateTime64(3,'UTC')}
        and started < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    group by slot
),
-- first: how many of the sessions are their visitor's first.
lines as
(
    select
        '' as kind,
        false as is_whole,
        slot,
        visitors,
        converting_visitors,
        sessions,
        0 as first,
        0 as bounces
    from starts
    union all
    select
        kind,
        is_whole,
        slot,
        multiIf(not is_whole, 0, kind = 'new', new, kind = 'returning', returning, all_visitors) as visitors,
        multiIf(not is_whole, 0, kind = 'new', new_converting, kind = 'returning', returning_converting, all_converting)
            as converting_visitors,
        multiIf(not is_whole, 0, kind = 'new', new, kind = 'returning', returning_sessions, all_sessions) as sessions,
        if(kind = 'returning', 0, new) as first,
        multiIf(not is_whole, 0, kind = 'new', new_bounces, kind = 'returning', returning_bounces, all_bounces) as bounces
    from firsts
    array join ['', 'new', 'returning'] as kind
    where is_whole or kind = ''
)
select
    if(kind = '', 'course', 'visitor_kinds') as part,
    if(is_whole, '', formatDateTime(slot, if({interval:String} = 'hour', '%Y-%m-%dT%H:00', '%Y-%m-%d'))) as bucket,
    kind as visitor_kind,
    sum(l.visitors) as visitors,
    sum(l.converting_visitors) as converting_visitors,
    sum(l.sessions) as sessions,
    sessions - sum(l.first) as returning_sessions,
    sum(l.bounces) as bounces
from lines as l
group by
    kind,
    is_whole,
    slot
having sessions > 0 or (is_whole and kind = '')
order by
    part,
    bucket,
    visitor_kind
