-- What became of everything that was sent for the site, day by day in its time zone: see data_quality.sql.
-- Grain: one row per day on which something was sent, the latest 1,000.
with counts as
(
    select
        toDate(toTimeZone(ts, {tz:String})) as sent_on,
        bot = '' as counted,
        bot not in ('', 'prerender', 'spam') as machines,
        bot = 'prerender' as prepared,
        bot = 'spam' as spam,
        0 as refused
    from events
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    union all
    select
        toDate(toTimeZone(received, {tz:String})) as sent_on,
        0 as counted,
        0 as machines,
        0 as prepared,
        0 as spam,
        refused
    from refusals
    where
        site = {site:String}
        and received >= {start:DateTime64(3,'UTC')}
        and received < {end:DateTime64(3,'UTC')}
)
select
    toString(sent_on) as day,
    sum(counts.counted) as counted,
    sum(counts.machines) as machines,
    sum(counts.prepared) as prepared,
    sum(counts.spam) as spam,
    sum(counts.refused) as refused
from counts
group by day
order by day desc
limit 1000
