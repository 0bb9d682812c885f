-- The events of a month, and of a slice of its arrivals, whose source, medium and channel come out the same are marked
-- with the rules of now.
alter table events
update
    channel_rules = {version:UInt16}
where
    site = {site:String}
    and toYYYYMM(ts) = {month:UInt32}
    and channel_rules != {version:UInt16}
    and startsWith(arrival, {slice:String})
    and '(other)' not in (hostname, utm_source, utm_medium, utm_campaign)
settings mutations_sync = 0
