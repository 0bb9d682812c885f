-- Two thirds of the leads get the letter of their day, by which some come back, the others three steps of a sequence, a week apart.
-- Four of ten are opened, one of eight is clicked.
-- Grain: one row per report of an e-mail.
insert into email_events
(
    site, ts, received, id, entry, kind, person, recipients, campaign, utm_campaign, sequence, step, provider, via
)
select
    site,
    toStartOfDay(ts) + toIntervalDay(1 + 7 * number) + toIntervalMinute(told.2) as moment,
    moment,
    generateUUIDv4(told.2) as own_id,
    own_id,
    told.1,
    person,
    1,
    if(person % 3 = 0, '', concat('lettre-', toString(toDate(ts)))),
    if(person % 3 = 0, '', concat('devis-', toString(toDayOfYear(ts) % 40))),
    if(person % 3 = 0, 'bienvenue', ''),
    if(person % 3 = 0, number + 1, 0),
    'brevo',
    'api'
from lead_events
array join [0, 1, 2] as number
array join [('sent', 0, 100), ('delivered', 1, 95), ('opened', 30, 40), ('clicked', 60, 12)] as told
where
    kind = 'created'
    and (number = 0 or person % 3 = 0)
    and cityHash64(lead_id, number, 1) % 100 < told.3
    and moment < now()
