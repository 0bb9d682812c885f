-- What is stored and not counted as a person's, by kind and by what it calls itself; spam also by the host that it wants
-- to be looked at.
-- Grain: one row per kind, browser family and, of spam, host of the referrer, the 1,000 with most events.
select
    bot as kind,
    browser as agent,
    if(bot = 'spam', splitByChar('/', referrer)[1], '') as referrer_host,
    toString(toDate(toTimeZone(max(ts), {tz:String}))) as last_day,
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
    kind,
    agent,
    referrer_host
order by
    left_out desc,
    kind,
    agent,
    referrer_host
limit 1000
