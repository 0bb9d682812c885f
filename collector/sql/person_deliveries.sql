-- What webhooks received that speaks of a person, sealed.
-- Grain: one row per delivery.
select
    received,
    sender,
    kind,
    sealed
from deliveries
where
    site = {site:String}
    and
    (
        has(persons, {person:UInt64})
        or hasAny(leads, {ids:Array(UUID)})
    )
order by received
