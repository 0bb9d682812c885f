-- The leads of these persons and sessions, and those that took these submissions in. spam: why the lead is taken for that now; of one
-- that is not summed yet, why it was when it was made.
-- Grain: one row per lead and submission.
with near as
(
    select lead_id
    from lead_events
    where
        site = {site:String}
        and kind in ('created', 'submission')
        and
        (
            has({persons:Array(UInt64)}, person)
            or has({sessions:Array(UInt64)}, session_id)
            or has({submissions:Array(UUID)}, subject_id)
        )
),
summed as
(
    select
        lead_id,
        spam
    from all_leads
    where
        site = {site:String}
        and lead_id in (select lead_id from near)
)
select
    e.site as site,
    toString(e.lead_id) as lead_id,
    toString(e.subject_id) as submission_id,
    e.kind as kind,
    toUnixTimestamp64Milli(e.ts) as ms,
    e.session_id as session_id,
    e.person as person,
    if(s.lead_id = e.lead_id, s.spam, e.spam) as spam
from lead_events as e
left join summed as s on s.lead_id = e.lead_id
where
    e.site = {site:String}
    and e.kind in ('created', 'submission')
    and e.lead_id in (select lead_id from near)
order by
    e.received,
    e.id
