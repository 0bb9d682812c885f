-- Bodies that speak of a person go; that something was delivered stays.
alter table deliveries
update
    sealed = '',
    persons = [],
    leads = []
where
    site = {site:String}
    and
    (
        hasAny(persons, {persons:Array(UInt64)})
        or hasAny(leads, {ids:Array(UUID)})
    )
settings mutations_sync = 2
