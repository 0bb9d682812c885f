-- The events of the visits in which a person's forms were submitted.
-- Grain: one row per event.
select
    * except (person)
from events
where
    site = {site:String}
    and session_id in
    (
        select session_id
        from lead_events
        where
            site = {site:String}
            and lead_id in {ids:Array(UUID)}
            and kind in ('created', 'submission')
    )
order by
    ts,
    id
