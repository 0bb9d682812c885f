-- What became of the e-mails that were sent, each report as it was received last. One recipient's e-mail counts once in each
-- column, however often it was opened or clicked. Whoever clicked has opened it; whoever opened, clicked, unsubscribed or
-- complained has got it. machine_opened: machines opened it, and nobody else. Of a mailing whose deliveries nobody tells of, what
-- was sent and did not come back has arrived; of one of which nothing is told but openings and clicks, sent and delivered are 0.
-- Totals stand beside single recipients: of a mailing (of a sequence: of its month) whichever know of more e-mails count.
-- Grain: one row per recipient and e-mail; of totals, one per e-mail, provider and day.
create or replace view emails
(
    site           LowCardinality(String)         comment 'Name of the site',
    campaign       String                         comment 'The e-mail: name or number of the mailing',
    sequence       String                         comment 'The automated sequence it belongs to, empty for a mailing of its own',
    step           UInt16                         comment 'Which e-mail of the sequence it is, from 1',
    subject        String                         comment 'Its subject, if that was told',
    utm_campaign   String                         comment 'utm_campaign of its links: what was told, else its campaign, else its sequence',
    provider       String                         comment 'Who sent it',
    message        String                         comment 'The provider''s number of the one message, if that was told',
    person         UInt64                         comment 'The recipient, as a lead''s person; 0 for totals',
    ts             DateTime64(3, 'UTC')           comment 'When it was sent, as far as that is known',
    sent           UInt64                         comment 'Recipients to whom it was sent',
    delivered      UInt64                         comment 'Recipients whom it reached',
    bounced_soft   UInt64                         comment 'Recipients whom it did not reach for the moment',
    bounced_hard   UInt64                         comment 'Recipients whom it cannot reach',
    opened         UInt64                         comment 'Recipients who opened it',
    machine_opened UInt64                         comment 'Recipients for whom only machines opened it',
    clicked        UInt64                         comment 'Recipients who clicked a link in it',
    unsubscribed   UInt64                         comment 'Recipients who unsubscribed by it',
    complained     UInt64                         comment 'Recipients who marked it as spam',
    clicked_first  Nullable(DateTime64(3, 'UTC')) comment 'When the recipient first clicked'
)
as
with if(person = 0, toUInt64(-1), toUInt64(1)) as most,
-- The order in which rows were stored as one number with the id in its lower half, and a hash of site and id: tuples would take so
-- much memory for many corrections that the statement is refused.
bitOr(bitShiftLeft(toUInt256(toUnixTimestamp64Milli(received)), 128), toUInt256(reinterpret(id, 'UInt128'))) as version,
-- What was told once and for all goes under its own id: only of the other entries the latest row is looked for.
retold as
(
    select entry
    from email_events
    where id != entry
),
latest as
(
    select sipHash128(site, reinterpret(toUInt128(max(version)), 'UUID')) as key
    from email_events
    where entry in (select entry from retold)
    group by
        site,
        entry
),
held as
(
    select *
    from email_events as e
    where
        (e.campaign != '' or e.sequence != '')
        and e.kind not in ('subscribed', 'added')
        and not e.removed
        and if(
            id = entry and entry not in (select entry from retold),
            true,
            sipHash128(site, id) in (select key from latest)
        )
),
-- identity: ClickHouse would group in the order of the table, which begins with the site, and hold all of one in memory.
summed as
(
    select
        identity(h.site) as site,
        campaign,
        sequence,
        step,
        person,
        message,
        max(h.provider) as provider,
        ifNull(minOrNullIf(h.ts, h.kind in ('sent', 'delivered', 'bounced_soft', 'bounced_hard')), min(h.ts)) as ts,
        least(sumIf(h.recipients, h.kind = 'sent'), most) as n_sent,
        least(sumIf(h.recipients, h.kind = 'delivered'), most) as n_delivered,
        least(sumIf(h.recipients, h.kind = 'bounced_soft'), most) as n_soft,
        least(sumIf(h.recipients, h.kind = 'bounced_hard'), most) as n_hard,
        least(sumIf(h.recipients, h.kind = 'opened'), most) as n_opened,
        least(sumIf(h.recipients, h.kind = 'machine_opened'), most) as n_machine,
        least(sumIf(h.recipients, h.kind = 'clicked'), most) as n_clicked,
        least(sumIf(h.recipients, h.kind = 'unsubscribed'), most) as n_unsubscribed,
        least(sumIf(h.recipients, h.kind = 'complained'), most) as n_complained,
        minOrNullIf(h.ts, h.kind = 'clicked' and person != 0) as clicked_first
    from held as h
    group by
        site,
        campaign,
        sequence,
        step,
        person,
        message,
        if(person = 0, cityHash64(h.provider, toDate(h.ts)), 0)
),
mailings as
(
    select
        *,
        row_number() over (partition by site) as mailing
    from
    (
        select
            site,
            campaign,
            sequence,
            step,
            max(h.subject) as its_subject,
            max(h.utm_campaign) as its_utm,
            countIf(h.kind = 'delivered' and h.recipients > 0) > 0 as tells_deliveries,
            countIf(h.kind in ('sent', 'delivered', 'bounced_soft', 'bounced_hard') and h.recipients > 0) > 0 as tells_sending
        from held as h
        group by
            site,
            campaign,
            sequence,
            step
    )
),
reached as
(
    select
        s.*,
        m.mailing as mailing,
        m.its_subject as its_subject,
        m.its_utm as its_utm,
        greatest(s.n_opened, s.n_clicked) as all_opened,
        multiIf(
            not m.tells_sending, 0,
            s.n_delivered > 0, s.n_delivered,
            person != 0 and all_opened + s.n_machine + s.n_unsubscribed + s.n_complained > 0, 1,
            m.tells_deliveries or s.n_sent <= s.n_soft + s.n_hard, 0,
            toUInt64(s.n_sent - s.n_soft - s.n_hard)
        ) as all_delivered,
        multiIf(
            not m.tells_sending, 0,
            person != 0, 1,
            greatest(s.n_sent, all_delivered + s.n_soft + s.n_hard)
        ) as all_sent
    from summed as s
    inner join mailings as m
        on m.site = s.site and m.campaign = s.campaign and m.sequence = s.sequence and m.step = s.step
),
weighed as
(
    select
        *,
        sumIf(r.all_sent, person != 0) over stretch as told_singly,
        sumIf(r.all_sent, person = 0) over stretch as told_at_once
    from reached as r
    window stretch as (partition by site, mailing, if(step = 0, toDate(0), toStartOfMonth(r.ts)))
)
select
    site,
    w.campaign as campaign,
    w.sequence as sequence,
    w.step as step,
    w.its_subject as subject,
    multiIf(w.its_utm != '', w.its_utm, w.campaign != '', w.campaign, w.sequence) as utm_campaign,
    w.provider as provider,
    w.message as message,
    w.person as person,
    w.ts as ts,
    w.all_sent as sent,
    w.all_delivered as delivered,
    if(person != 0 and w.all_delivered > 0, 0, w.n_soft) as bounced_soft,
    w.n_hard as bounced_hard,
    w.all_opened as opened,
    if(person = 0, w.n_machine, w.n_machine and not w.all_opened) as machine_opened,
    w.n_clicked as clicked,
    w.n_unsubscribed as unsubscribed,
    w.n_complained as complained,
    w.clicked_first as clicked_first
from weighed as w
where if(person = 0, w.told_at_once > w.told_singly, w.told_singly >= w.told_at_once);
