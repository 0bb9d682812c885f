-- E-mails sent in the period and what has become of them since, however late: of one recipient's e-mail each thing counts once.
-- Machine-opened are those that only machines opened. E-mails of whose sending nothing is told are left out.
-- Converted are recipients who then did what is asked for, within 30 days of a click: see the view email_conversions.
-- Grain: one row.
with converted as
(
    select
        campaign,
        sequence,
        step,
        uniqExact(lead_id) as recipients
    from email_conversions
    where
        site = {site:String}
        and sent >= {start:DateTime64(3,'UTC')}
        and sent < {end:DateTime64(3,'UTC')}
        and action = {wanted:String}
    group by
        campaign,
        sequence,
        step
),
mailed as
(
    select
        campaign,
        sequence,
        step,
        sum(emails.sent) as n_sent,
        sum(emails.delivered) as n_delivered,
        sum(emails.opened) as n_opened,
        sum(emails.machine_opened) as n_machine_opened,
        sum(emails.clicked) as n_clicked,
        sum(emails.unsubscribed) as n_unsubscribed,
        sum(emails.complained) as n_complained
    from emails
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and emails.sent > 0
    group by
        campaign,
        sequence,
        step
)
select
    sum(mailed.n_sent) as sent_emails,
    sum(mailed.n_delivered) as delivered_emails,
    sum(mailed.n_opened) as opened_emails,
    sum(mailed.n_machine_opened) as machine_opened_emails,
    sum(mailed.n_clicked) as clicked_emails,
    sum(mailed.n_unsubscribed) as unsubscribed_emails,
    sum(mailed.n_complained) as complained_emails,
    sum(converted.recipients) as converted_emails
from mailed
left join converted
    on converted.campaign = mailed.campaign and converted.sequence = mailed.sequence and converted.step = mailed.step
