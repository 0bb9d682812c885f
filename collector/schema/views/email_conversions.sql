-- What leads did after an e-mail, within 30 days of its click: sent a form or left their details (lead), met you (meeting), bought
-- (sale). A click is known of the recipient, where the sender of the e-mails tells it; or by a visit of the lead's with the
-- e-mail's utm_campaign and the channel Email. Of several clicks before it the last has brought it; one that was told of goes
-- before a visit of the ten minutes after it, which it has made. Several e-mails of one utm_campaign: the one that was begun
-- last before the visit.
-- Grain: one row per lead, act and what was done.
create or replace view email_conversions
(
    site     LowCardinality(String) comment 'Name of the site',
    campaign String                 comment 'The e-mail: name or number of the mailing',
    sequence String                 comment 'The automated sequence it belongs to, empty for a mailing of its own',
    step     UInt16                 comment 'Which e-mail of the sequence it is, from 1',
    sent     DateTime64(3, 'UTC')   comment 'When it was sent: the recipient''s own, else the mailing; of a sequence known by a visit, the visit',
    clicked  DateTime64(3, 'UTC')   comment 'When it was clicked, or the visit began',
    lead_id  UUID                   comment 'The lead',
    action   LowCardinality(String) comment 'lead, meeting or sale',
    acted    DateTime64(3, 'UTC')   comment 'When the lead did it',
    person   UInt64                 comment 'Who the lead is, as in leads: several leads may be one recipient''s; 0 if that is not known'
)
as
-- told: the clicks that are told of its recipients.
with mailings as
(
    select
        site,
        campaign,
        sequence,
        step,
        any(e.utm_campaign) as utm_campaign,
        min(e.ts) as begun,
        groupArrayIf((e.person, e.ts, assumeNotNull(e.clicked_first)), e.person != 0 and isNotNull(e.clicked_first)) as told
    from emails as e
    group by
        site,
        campaign,
        sequence,
        step
),
acts as
(
    select
        site,
        lead_id,
        ts as acted,
        'lead' as action
    from lead_events
    where kind in ('created', 'submission')
    union all
    select
        site,
        lead_id,
        ts as acted,
        if(kind = 'meeting', 'meeting', 'sale') as action
    from lead_changes
    where kind in ('meeting', 'sale') or stage = 'customer'
),
-- Visits of those who sent a form, by the utm_campaign of an e-mail.
visits as
(
    select
        t.site as site,
        t.utm_campaign as utm_campaign,
        t.ts as ts,
        r.lead_id as lead_id
    from (select * from touches where utm_campaign != '' and channel = 'Email') as t
    inner join
    (
        select distinct
            site,
            lead_id,
            visitor_id
        from lead_events
        where kind in ('created', 'submission') and via = 'form'
    ) as r on r.site = t.site and r.visitor_id = t.visitor_id
),
-- Mailings and visits of one utm_campaign in the order of time; a visit is that of the last mailing before it. An asof join would
-- read the mailings of all sites.
followed as
(
    select
        site,
        lead_id,
        campaign,
        sequence,
        step,
        told,
        ts,
        is_visit,
        argMaxIf((campaign, sequence, step, ts), (ts, campaign, sequence, step), not is_visit) over
        (
            partition by site, utm_campaign
            order by ts, is_visit
            rows between unbounded preceding and current row
        ) as mailing
    from
    (
        select
            m.site as site,
            m.utm_campaign as utm_campaign,
            m.begun as ts,
            toUUID('00000000-0000-0000-0000-000000000000') as lead_id,
            m.campaign as campaign,
            m.sequence as sequence,
            m.step as step,
            m.told as told,
            0 as is_visit
        from mailings as m
        union all
        select
            s.site as site,
            toString(s.utm_campaign) as utm_campaign,
            s.ts as ts,
            s.lead_id as lead_id,
            '' as campaign,
            '' as sequence,
            0 as step,
            [] as told,
            1 as is_visit
        from visits as s
    )
),
-- A row for each click that is told of, and for each visit; e-mails are read once for both.
found as
(
    select
        site,
        lead_id,
        if(is_visit, mailing.1, campaign) as campaign,
        if(is_visit, mailing.2, sequence) as sequence,
        if(is_visit, mailing.3, step) as step,
        click.1 as person,
        click.2 as sent,
        click.3 as clicked,
        not is_visit as is_told
    from followed
    array join if(is_visit, [(toUInt64(0), if(mailing.3 = 0, mailing.4, ts), ts)], told) as click
    where not is_visit or (mailing.1, mailing.2) != ('', '')
)
-- An act meets the clicks that are told of its lead's person under that number, and the lead's visits under the lead's.
select
    a.site as site,
    (argMax(
        (f.campaign, f.sequence, f.step, f.sent),
        (f.clicked + toIntervalMinute(10 * f.is_told), f.campaign, f.sequence, f.step)
    ) as email).1 as campaign,
    email.2 as sequence,
    email.3 as step,
    email.4 as sent,
    max(f.clicked) as clicked,
    a.lead_id as lead_id,
    a.action as action,
    a.acted as acted,
    any(a.person) as person
from
(
    select
        acts.site as site,
        acts.lead_id as lead_id,
        acts.acted as acted,
        acts.action as action,
        leads.person as person,
        arrayJoin(if(person = 0, [(lead_id, person)], [(lead_id, 0), (toUUID('00000000-0000-0000-0000-000000000000'), person)])) as whose
    from acts
    inner join leads on leads.site = acts.site and leads.lead_id = acts.lead_id
) as a
inner join found as f on f.site = a.site and f.lead_id = a.whose.1 and f.person = a.whose.2
where a.acted >= f.clicked and a.acted < f.clicked + toIntervalDay(30)
group by
    site,
    lead_id,
    action,
    acted;
