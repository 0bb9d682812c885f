-- The bodies of some deliveries of a site, sealed.
-- Grain: one row per delivery.
select
    toString(id) as delivery,
    sender,
    toUnixTimestamp64Milli(received) as ms,
    sealed
from deliveries
where
    site = {site:String}
    and id in {ids:Array(UUID)}
    and replay_of = toUUID('00000000-0000-0000-0000-000000000000')
    and sealed != ''
order by received
