-- What a person wrote of themselves or was noted of them, still sealed.
-- Grain: one row per submission, report or note.
select
    formatDateTime(ts, '%FT%TZ') as at,
    toString(id) as id,
    sealed
from contacts
where
    site = {site:String}
    and
    (
        person = {person:UInt64}
        or lead_id in {ids:Array(UUID)}
        or id in {ids:Array(UUID)}
    )
order by
    ts,
    id
