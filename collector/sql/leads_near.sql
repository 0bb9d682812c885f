-- The leads of these persons and sessions, and those that took these submissions in.
-- Grain: one row per lead and submission.
select
    site,
    toString(lead_id) as lead_id,
    toString(subject_id) as submission_id,
    kind,
    toUnixTimestamp64Milli(ts) as ms,
    session_id,
    person
from lead_events
where
    site = {site:String}
    and kind in ('created', 'submission')
    and lead_id in
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
    )
order by
    received,
    id
