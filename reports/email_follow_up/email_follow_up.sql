-- E-mails sent in the period and what has become of them since, however late: of one recipient's e-mail each thing counts once.
-- Machine-opened are those that only machines opened. E-mails of whose sending nothing is told are left out.
-- Converted are recipients who then did what is asked for, within 30 days of a click: see the view email_conversions.
-- Grain: one row.
with mailed as
(
    select *
    from emails
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and sent > 0
),
converted as
(
    select
        uniqExact(campaign, sequence, step, lead_id) as recipients
    from email_conversions
    where
        site = {site:String}
        and sent >= {start:DateTime64(3,'UTC')}
        and sent < {end:DateTime64(3,'UTC')}
        and action = {wanted:String}
        and (campaign, sequence, step) in (select campaign, sequence, step from mailed)
),
summed as
(
    select
        sum(sent) as sent_emails,
        sum(delivered) as delivered_emails,
        sum(opened) as opened_emails,
        sum(machine_opened) as machine_opened_emails,
        sum(clicked) as clicked_emails,
        sum(unsubscribed) as unsubscribed_emails,
        sum(complained) as complained_emails
    from mailed
)
select
    summed.sent_emails as sent_emails,
    summed.delivered_emails as delivered_emails,
    summed.opened_emails as opened_emails,
    summed.machine_opened_emails as machine_opened_emails,
    summed.clicked_emails as clicked_emails,
    summed.unsubscribed_emails as unsubscribed_emails,
    summed.complained_emails as complained_emails,
    converted.recipients as converted_emails
from summed
cross join converted
