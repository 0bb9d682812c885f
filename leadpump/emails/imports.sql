-- The imports of e-mails of a site, the latest first. What one import wrote was received at one moment.
-- held: how many of its facts hold still: nobody has told of them since, or the undoing of a later import gave them back.
-- Grain: one row per import.
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
    toUnixTimestamp64Milli(e.received) as received_ms,
    any(e.author) as writer,
    count() as told,
    uniqExact(e.campaign, e.sequence, e.step) as mailings,
    countIf(last.moment = e.received or (last.is_restored and last.recipients = e.recipients)) as held
from email_events as e
inner join last on last.entry = e.entry
where
    e.site = {site:String}
    and e.via = 'csv'
    and not e.removed
group by e.received
order by e.received desc
limit 50
