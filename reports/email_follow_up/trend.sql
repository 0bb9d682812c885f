-- E-mails over time, by when they were sent, with what has become of them since.
-- Intervals are hours, days, ISO weeks or months in the site's time zone; the period before is shifted onto this one.
-- Grain: one row per interval in which there is something to count.
with mailed as
(
    select
        *,
        toTimeZone(ts, {tz:String})
            + toIntervalMonth({shift_months:Int32})
            + toIntervalDay({shift_days:Int32}) as moment
    from emails
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and sent > 0
)
select
    multiIf(
        {interval:String} = 'month', toString(toStartOfMonth(moment)),
        {interval:String} = 'week', toString(toMonday(moment)),
        {interval:String} = 'hour', formatDateTime(moment, '%Y-%m-%dT%H:00'),
        toString(toDate(moment))
    ) as bucket,
    sum(mailed.sent) as sent_emails,
    sum(mailed.delivered) as delivered_emails,
    sum(mailed.opened) as opened_emails,
    sum(mailed.clicked) as clicked_emails,
    sum(mailed.unsubscribed) as unsubscribed_emails
from mailed
group by bucket
order by bucket
