-- What became of everything that was sent for the site. counted: events of people. machines: crawlers, headless and
-- scripted browsers. prepared: pages that a browser only prepared. spam: visits made up to show a referrer. These are
-- stored; refused ones are not, and count when they were refused.
-- Grain: one row.
with counts as
(
    select
        countIf(bot = '') as counted,
        countIf(bot not in ('', 'prerender', 'spam')) as machines,
        countIf(bot = 'prerender') as prepared,
        countIf(bot = 'spam') as spam,
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
        0 as counted,
        0 as machines,
        0 as prepared,
        0 as spam,
        sum(refusals.refused) as refused
    from refusals
    where
        site = {site:String}
        and received >= {start:DateTime64(3,'UTC')}
        and received < {end:DateTime64(3,'UTC')}
)
select
    sum(counts.counted) as counted,
    sum(counts.machines) as machines,
    sum(counts.prepared) as prepared,
    sum(counts.spam) as spam,
    sum(counts.refused) as refused,
    counted + machines + prepared + spam + refused as sent
from counts
