-- A lead for every form sent, whose touches are all that of its session; each visitor is a person.
-- Grain: one row per lead.
insert into lead_events
(
    site, lead_id, ts, received, id, kind, subject_id, person, via, session_id, visitor_id, form, magnet, path,
    first_touched, first_channel, first_source, first_medium, first_campaign, first_landing_path,
    last_touched, last_channel, last_source, last_medium, last_campaign, last_landing_path,
    converting_touched, converting_channel, converting_source, converting_medium, converting_campaign, converting_landing_path, touches
)
select
    site, id, ts, ts, generateUUIDv4(), 'created', id, cityHash64(visitor_id), 'form', session_id, visitor_id, form, magnet, path,
    ts, channel, source, medium, utm_campaign, path,
    ts, channel, source, medium, utm_campaign, path,
    ts, channel, source, medium, utm_campaign, path, 1
from events
where name = 'form_submit'
