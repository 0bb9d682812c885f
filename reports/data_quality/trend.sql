-- What became of everything that was sent for the site, over time: see data_quality.sql.
-- Intervals are hours, days, ISO weeks or months in the site's time zone; the period before is shifted onto this one.
-- Grain: one row per interval in which there is something to count.
with counts as
(
    select
        toTimeZone(ts, {tz:String})
            + toIntervalMonth({shift_months:Int32})
            + toIntervalDay({shift_days:Int32}) as moment,
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
        toTimeZone(received, {tz:String})
            + toIntervalMonth({shift_months:Int32})
            + toIntervalDay({shift_days:Int32}) as moment,
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
    multiIf(
        {interval:String} = 'month', toString(toStartOfMonth(moment)),
        {interval:String} = 'week', toString(toMonday(moment)),
        {interval:String} = 'hour', formatDateTime(moment, '%Y-%m-%dT%H:00'),
        toString(toDate(moment))
    ) as bucket,
    sum(counts.counted) as counted,
    sum(counts.machines) as machines,
    sum(counts.prepared) as prepared,
    sum(counts.spam) as spam,
    sum(counts.refused) as refused,
    counted + machines + prepared + spam + refused as sent
from counts
group by bucket
order by bucket
