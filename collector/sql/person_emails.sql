-- What became of the e-mails that a person got.
-- Grain: one row per report.
select
    * except (person)
from email_events
where
    site = {site:String}
    and person = {person:UInt64}
    and person != 0
order by
    ts,
    id
