-- Visitors who saw a form, began one and sent one, over time; sessions whose submission was taken for spam are left out.
-- Intervals are hours, days, ISO weeks or months in the site's time zone; the period before is shifted onto this one.
-- Grain: one row per interval in which there is something to count.
with spam as
(
    select
        session_id,
        toString(form) as form
    from lead_events
    where
        site = {site:String}
        and kind in ('created', 'submission')
        and via = 'form'
        and lead_id in
        (
            select lead_id
            from all_leads
            where
                site = {site:String}
                and spam != ''
        )
),
done as
(
    select
        toTimeZone(ts, {tz:String})
            + toIntervalMonth({shift_months:Int32})
            + toIntervalDay({shift_days:Int32}) as moment,
        visitor_id,
        name,
        (session_id, toString(form)) in (select session_id, form from spam) as is_spam
    from events
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        and bot = ''
        and form != ''
        and name in ('form_view', 'form_start', 'form_field', 'form_submit')
)
select
    multiIf(
        {interval:String} = 'month', toString(toStartOfMonth(moment)),
        {interval:String} = 'week', toString(toMonday(moment)),
        {interval:String} = 'hour', formatDateTime(moment, '%Y-%m-%dT%H:00'),
        toString(toDate(moment))
    ) as bucket,
    uniqExactIf(visitor_id, not is_spam) as viewed_visitors,
    uniqExactIf(visitor_id, name != 'form_view' and not is_spam) as begun_visitors,
    uniqExactIf(visitor_id, name = 'form_submit' and not is_spam) as sent_visitors
from done
group by bucket
having viewed_visitors > 0
order by bucket
