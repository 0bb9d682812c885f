-- When visitors come and leads are made: by day of the week (1 is Monday) and hour of the clock in the site's time zone. Of an hour
-- that the clock shows twice, when summer time ends, both are counted in it. Visitors by the start of their sessions.
-- Grain: one row per day of the week and hour in which there is something to count.
with counted as
(
    select
        toTimeZone(started, {tz:String}) as moment,
        visitor_id,
        0 as is_lead
    from sessions
    where
        site = {site:String}
        and started >= {start:DateTime64(3,'UTC')}
        and started < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    union all
    select
        toTimeZone(created, {tz:String}) as moment,
        visitor_id,
        1 as is_lead
    from leads
    where
        site = {site:String}
        and created >= {start:DateTime64(3,'UTC')}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
)
select
    toDayOfWeek(moment) as weekday,
    toHour(moment) as hour,
    uniqExactIf(visitor_id, not is_lead) as hour_visitors,
    countIf(is_lead) as hour_leads
from counted
group by
    weekday,
    hour
order by
    hour_visitors desc,
    weekday,
    hour
