-- E-mails sent in the period and in the one before, and what has become of them since, however late: of one recipient's e-mail each
-- thing counts once. One reading; is_before says of which period a row tells, and part what it belongs to: whole, the period;
-- slots, its intervals by when the e-mails were sent (hours, days, ISO weeks or months in the site's time zone; the period before
-- is shifted onto this one); campaigns, mailings, the latest first; steps, the e-mails of automated sequences in their order. The
-- whole and the slots leave out e-mails of whose sending nothing is told.
-- Machine-opened are those that only machines opened. Converted are recipients who then did what is asked for, within 30 days
-- of a click: see the view email_conversions.
-- Grain: of each period one row of the whole, and one per slot, mailing, and sequence and step.
with toDateTime(
    toDate(toTimeZone(ts, {tz:String}))
        + toIntervalMonth(is_before * {before_shift_months:Int32})
        + toIntervalDay(is_before * {before_shift_days:Int32}),
    'UTC'
) + toIntervalHour(toHour(toTimeZone(ts, {tz:String}))) as moment,
mailed as
(
    select
        is_before,
        campaign,
        sequence,
        step,
        emails.sent > 0 as is_told,
        multiIf(
            {interval:String} = 'month', toString(toStartOfMonth(moment)),
            {interval:String} = 'week', toString(toMonday(moment)),
            {interval:String} = 'hour', formatDateTime(moment, '%Y-%m-%dT%H:00'),
            toString(toDate(moment))
        ) as bucket,
        min(emails.ts) as first_ts,
        max(emails.ts) as last_ts,
        argMax(emails.subject, emails.ts) as last_subject,
        sum(emails.sent) as n_sent,
        sum(emails.delivered) as n_delivered,
        sum(emails.bounced_hard) as n_bounced_hard,
        sum(emails.opened) as n_opened,
        sum(emails.machine_opened) as n_machine_opened,
        sum(emails.clicked) as n_clicked,
        sum(emails.unsubscribed) as n_unsubscribed,
        sum(emails.complained) as n_complained,
        toUInt64(0) as n_converted,
        1 as is_mailed
    from emails
    array join [0, 1] as is_before
    where
        site = {site:String}
        and ts >= if(is_before, {before_start:DateTime64(3,'UTC')}, {start:DateTime64(3,'UTC')})
        and ts < if(is_before, {before_end:DateTime64(3,'UTC')}, {end:DateTime64(3,'UTC')})
    group by
        is_before,
        campaign,
        sequence,
        step,
        is_told,
        bucket
),
converted as
(
    select
        is_before,
        campaign,
        sequence,
        step,
        0 as is_told,
        '' as bucket,
        {end:DateTime64(3,'UTC')} as first_ts,
        least({start:DateTime64(3,'UTC')}, {before_start:DateTime64(3,'UTC')}) as last_ts,
        '' as last_subject,
        0 as n_sent,
        0 as n_delivered,
        0 as n_bounced_hard,
        0 as n_opened,
        0 as n_machine_opened,
        0 as n_clicked,
        0 as n_unsubscribed,
        0 as n_complained,
        -- Leads of one person are one recipient.
        uniqExact(person, if(person = 0, lead_id, toUUID('00000000-0000-0000-0000-000000000000'))) as n_converted,
        0 as is_mailed
    from email_conversions
    array join [0, 1] as is_before
    where
        site = {site:String}
        and sent >= if(is_before, {before_start:DateTime64(3,'UTC')}, {start:DateTime64(3,'UTC')})
        and sent < if(is_before, {before_end:DateTime64(3,'UTC')}, {end:DateTime64(3,'UTC')})
        and action = {wanted:String}
    group by
        is_before,
        campaign,
        sequence,
        step
),
-- Nothing, so that the whole has a row where no e-mail was sent.
nothing as
(
    select
        is_before,
        '' as campaign,
        '' as sequence,
        0 as step,
        1 as is_told,
        '' as bucket,
        {end:DateTime64(3,'UTC')} as first_ts,
        {start:DateTime64(3,'UTC')} as last_ts,
        '' as last_subject,
        0 as n_sent,
        0 as n_delivered,
        0 as n_bounced_hard,
        0 as n_opened,
        0 as n_machine_opened,
        0 as n_clicked,
        0 as n_unsubscribed,
        0 as n_complained,
        0 as n_converted,
        0 as is_mailed
    from (select arrayJoin([0, 1]) as is_before)
),
-- What recipients did counts for the whole where the sending of their e-mail is told of.
counted as
(
    select
        *,
        step = 0 as is_single,
        if(is_mailed, is_told, max(is_told) over (partition by is_before, campaign, sequence, step)) as is_of_whole
    from
    (
        select * from mailed
        union all
        select * from converted
        union all
        select * from nothing
    )
),
parts as
(
    select
        multiIf(
            grouping(bucket) = 0, 'slots',
            grouping(campaign) = 0, 'campaigns',
            grouping(sequence) = 0, 'steps',
            'whole'
        ) as part,
        is_before,
        is_of_whole,
        is_single,
        bucket,
        campaign as email_campaign,
        sequence,
        step as email_step,
        toString(toDate(toTimeZone(min(first_ts), {tz:String}))) as email_day,
        argMax(last_subject, last_ts) as email_subject,
        sum(n_sent) as sent_emails,
        sum(n_delivered) as delivered_emails,
        sum(n_bounced_hard) as hard_bounced_emails,
        sum(n_opened) as opened_emails,
        sum(n_machine_opened) as machine_opened_emails,
        sum(n_clicked) as clicked_emails,
        sum(n_unsubscribed) as unsubscribed_emails,
        sum(n_complained) as complained_emails,
        sum(n_converted) as converted_emails,
        max(is_mailed) as is_mailed
    from counted
    group by grouping sets
    (
        (is_before, is_of_whole),
        (is_before, is_of_whole, bucket),
        (is_before, is_single, campaign),
        (is_before, is_single, sequence, step)
    )
)
select
    part,
    is_before,
    bucket,
    email_campaign,
    email_day,
    email_subject,
    sequence,
    email_step,
    sent_emails,
    delivered_emails,
    hard_bounced_emails,
    opened_emails,
    machine_opened_emails,
    clicked_emails,
    unsubscribed_emails,
    complained_emails,
    converted_emails
from parts
where
    (is_mailed or part = 'whole')
    and multiIf(part = 'campaigns', is_single, part = 'steps', not is_single, is_of_whole)
order by
    part,
    is_before,
    if(part = 'campaigns', email_day, '') desc,
    bucket,
    email_campaign,
    sequence,
    email_step
limit 10000 by part, is_before
