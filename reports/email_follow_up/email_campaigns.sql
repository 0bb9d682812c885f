-- Mailings sent in the period, each with what has become of it since; those whose sending nobody tells of, too.
-- Converted are recipients who then did what is asked for, within 30 days of a click: see the view email_conversions.
-- Grain: one row per mailing, the latest first.
with mailed as
(
    select *
    from emails
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and step = 0
),
converted as
(
    select
        campaign as email_campaign,
        uniqExact(campaign, sequence, step, lead_id) as recipients
    from email_conversions
    where
        site = {site:String}
        and sent >= {start:DateTime64(3,'UTC')}
        and sent < {end:DateTime64(3,'UTC')}
        and action = {wanted:String}
        and step = 0
    group by
        email_campaign
),
summed as
(
    select
        mailed.campaign as email_campaign,
        toString(toDate(toTimeZone(min(mailed.ts), {tz:String}))) as email_day,
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
        email_campaign
)
select
    summed.email_campaign as email_campaign,
    summed.email_day as email_day,
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
left join converted on converted.email_campaign = summed.email_campaign
order by
    email_day desc,
    email_campaign
limit 1000
