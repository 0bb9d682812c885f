-- What one import told that holds still: nobody has told of it since, or the undoing of a later import gave it back.
-- Grain: one row per fact.
with last as
(
    select
        entry,
        max(r.received) as moment,
        argMax(r.via = 'page' and not r.removed, r.received) as is_restored,
        argMax(r.recipients, r.received) as recipients
    from email_events as r
    where site = {site:String}
    group by entry
)
select
    toString(e.entry) as entry_id,
    toString(e.id) as row_id,
    toUnixTimestamp64Milli(e.ts) as ts_ms,
    toString(e.kind) as kind,
    e.person as person,
    e.recipients as recipients,
    e.campaign as campaign,
    e.subject as subject,
    e.sequence as sequence,
    e.step as step,
    e.message as message,
    e.list as list,
    toString(e.utm_campaign) as utm_campaign,
    toString(e.provider) as provider
from email_events as e
inner join last on last.entry = e.entry
where
    e.site = {site:String}
    and e.via = 'csv'
    and not e.removed
    and toUnixTimestamp64Milli(e.received) = {received:Int64}
    and (last.moment = e.received or (last.is_restored and last.recipients = e.recipients))
