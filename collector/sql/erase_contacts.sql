-- A person's contact details and notes go.
alter table contacts
delete where
    site = {site:String}
    and
    (
        has({persons:Array(UInt64)}, person)
        or lead_id in {ids:Array(UUID)}
        or id in {ids:Array(UUID)}
    )
settings mutations_sync = 2
