-- E-mails of automated sequences sent in the period, each with what has become of it since.
-- Converted are recipients who then did what is asked for, within 30 days of a click: see the view email_conversions.
-- Grain: one row per sequence and step, in their order.
with mailed as
(
    select *
    from emails
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and step > 0
),
converted as
(
    select
        sequence,
        step as email_step,
        uniqExact(campaign, sequence, step, lead_id) as recipients
    from email_conversions
    where
        site = {site:String}
        and sent >= {start:DateTime64(3,'UTC')}
        and sent < {end:DateTime64(3,'UTC')}
        and action = {wanted:String}
        and step > 0
    group by
        sequence,
        email_step
),
summed as
(
    select
        mailed.sequence as sequence,
        mailed.step as email_step,
        argMax(mailed.subject, mailed.ts) as email_subject,
        sum(mailed.sent) as sent_emails,
        sum(mailed.delivered) as delivered_emails,
        sum(mailed.bounced_hard) as hard_bounced_emails,
        sum(mailed.opened) as opened_emails,
        sum(mailed.machine_opened) as machine_opened_emails,
        sum(mailed.clicked) as clicked_emails,
        sum(mailed.unsubscribed) as unsubscribed_emails
    from mailed
    group by
        sequence,
        email_step
)
select
    summed.sequence as sequence,
    summed.email_step as email_step,
    summed.email_subject as email_subject,
    summed.sent_emails as sent_emails,
    summed.delivered_emails as delivered_emails,
    summed.hard_bounced_emails as hard_bounced_emails,
    summed.opened_emails as opened_emails,
    summed.machine_opened_emails as machine_opened_emails,
    summed.clicked_emails as clicked_emails,
    summed.unsubscribed_emails as unsubscribed_emails,
    converted.recipients as converted_emails
from summed
left join converted on converted.sequence = summed.sequence and converted.email_step = summed.email_step
order by
    sequence,
    email_step
limit 1000
