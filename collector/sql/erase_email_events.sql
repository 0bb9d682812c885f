-- What became of e-mails stays as counts, under a number that nobody can lead back to the person.
alter table email_events
update
    person = {nobody:UInt64}
where
    site = {site:String}
    and person = {person:UInt64}
settings mutations_sync = 2
