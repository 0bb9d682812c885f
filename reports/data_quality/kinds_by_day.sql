-- What is stored and not counted as a person's, by day in the site's time zone and by kind.
-- Grain: one row per day and kind, the latest 1,000.
select
    toString(toDate(toTimeZone(ts, {tz:String}))) as day,
    bot as kind,
    count() as left_out
from events
where
    site = {site:String}
    and ts >= {start:DateTime64(3,'UTC')}
    and ts < {end:DateTime64(3,'UTC')}
    and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
    and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    and bot != ''
group by
    day,
    kind
order by
    day desc,
    left_out desc,
    kind
limit 1000
