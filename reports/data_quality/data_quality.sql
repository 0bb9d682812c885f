-- What became of everything that was sent for the site. counted: events of people. machines: crawlers, headless and
-- scripted browsers. prepared: pages that a browser only prepared. spam: visits made up to show a referrer. These are
-- stored; refused ones are not, and count when they were refused.
-- Intervals are hours, days, ISO weeks or months by the site's clock; the period before is shifted onto this one.
-- Grain: one row for the whole period, which has no bucket, and one per interval in which there is something to count.
with counts as
(
    select
        dateTrunc(
            {interval:String},
            toDateTime(
                toDate(toTimeZone(ts, {tz:String})) + toIntervalMonth({shift_months:Int32}) + toIntervalDay({shift_days:Int32}),
                'UTC'
            ) + toIntervalHour(toHour(toTimeZone(ts, {tz:String})))
        ) as slot,
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
        dateTrunc(
            {interval:String},
            toDateTime(
                toDate(toTimeZone(received, {tz:String})) + toIntervalMonth({shift_months:Int32}) + toIntervalDay({shift_days:Int32}),
                'UTC'
            ) + toIntervalHour(toHour(toTimeZone(received, {tz:String})))
        ) as slot,
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
    if(grouping(slot) = 1, '', formatDateTime(slot, if({interval:String} = 'hour', '%Y-%m-%dT%H:00', '%Y-%m-%d'))) as bucket,
    sum(counts.counted) as counted,
    sum(counts.machines) as machines,
    sum(counts.prepared) as prepared,
    sum(counts.spam) as spam,
    sum(counts.refused) as refused,
    counted + machines + prepared + spam + refused as sent
from counts
group by grouping sets ((), (slot))
order by bucket
