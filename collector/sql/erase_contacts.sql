-- A person's contact details and notes go.
alter table contacts
delete where
    site = {site:String}
    and
    (
        person = {person:UInt64}
        or lead_id in {ids:Array(UUID)}
        or id in {ids:Array(UUID)}
    )
settings mutations_sync = 2
