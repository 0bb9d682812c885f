-- Forms in distinct visitors, in three ways from two readings; part says which a row belongs to. whole: over all forms, a visitor who
-- met several once; slots: the same over time (hours, days, ISO weeks or months by the site's clock; the period before is shifted
-- onto this one), where there is something to count; forms: each form.
-- Viewed (it came into view, or they did one of what follows), begun (a field was touched, or it was sent), sent. Given up = begun, and
-- not sent in the period. The median time lies between the first touch of a form and its first sending in the same session.
-- Sessions of which a form made only leads that are taken for spam are left out of all of it for that form; a submission taken for
-- spam beside one that is none, or that joined another lead, is left out itself. Both are counted apart.
-- Machines are left out.
-- Grain: one row of the whole, and one per slot and form.
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
    group by
        session_id,
        form
    having countIf(
        lead_id not in
        (
            select lead_id
            from all_leads
            where
                site = {site:String}
                and spam != ''
        )
    ) = 0
),
done as
(
    select
        toString(form) as form,
        session_id,
        visitor_id,
        name,
        ts,
        dateTrunc(
            {interval:String},
            toDateTime(
                toDate(toTimeZone(ts, {tz:String})) + toIntervalMonth({shift_months:Int32}) + toIntervalDay({shift_days:Int32}),
                'UTC'
            ) + toIntervalHour(toHour(toTimeZone(ts, {tz:String})))
        ) as slot,
        spam != '' or (session_id, toString(form)) in (select session_id, form from spam) as is_spam
    from visitor_events
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        and bot = ''
        and form != ''
        and name in ('form_view', 'form_start', 'form_field', 'form_submit')
),
filled as
(
    select
        form,
        minIf(ts, name = 'form_start') as begun,
        minIf(ts, name = 'form_submit') as sent
    from done
    where not is_spam
    group by
        form,
        session_id
    having countIf(name = 'form_start') > 0 and countIf(name = 'form_submit') > 0 and sent >= begun
),
counted as
(
    select
        multiIf(grouping(form) = 0, 'forms', grouping(slot) = 0, 'slots', 'whole') as part,
        form,
        slot,
        uniqExactIf(visitor_id, not is_spam) as viewed_visitors,
        uniqExactIf(visitor_id, name != 'form_view' and not is_spam) as begun_visitors,
        uniqExactIf(visitor_id, name = 'form_submit' and not is_spam) as sent_visitors,
        countIf(name = 'form_submit' and is_spam) as spam_submissions
    from done
    group by grouping sets ((), (slot), (form))
),
timed as
(
    select
        if(grouping(form) = 0, 'forms', 'whole') as part,
        form,
        quantileExactInclusiveOrNull(0.5)(toFloat64(dateDiff('millisecond', begun, sent)) * 0.001) as median_seconds
    from filled
    group by grouping sets ((), (form))
)
select
    counted.part as part,
    if(part = 'slots', formatDateTime(counted.slot, if({interval:String} = 'hour', '%Y-%m-%dT%H:00', '%Y-%m-%d')), '') as bucket,
    counted.form as form,
    counted.viewed_visitors as viewed_visitors,
    counted.begun_visitors as begun_visitors,
    counted.sent_visitors as sent_visitors,
    counted.begun_visitors - counted.sent_visitors as given_up_visitors,
    timed.median_seconds as median_seconds,
    counted.spam_submissions as spam_submissions
from counted
left join timed on timed.part = counted.part and timed.form = counted.form
where part != 'slots' or viewed_visitors > 0
order by
    part,
    bucket,
    viewed_visitors desc,
    spam_submissions desc,
    form
limit 1000 by part
