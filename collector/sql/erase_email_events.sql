-- What became of e-mails stays as counts, under a number that nobody can lead back to the person.
alter table email_events
update
    person = transform(person, {persons:Array(UInt64)}, {nobodies:Array(UInt64)}, toUInt64(0))
where
    site = {site:String}
    and has({persons:Array(UInt64)}, person)
settings mutations_sync = 2
