-- What was found out about these submitted forms once they were stored: whether they are spam, and why.
alter table events
update
    spam = {spam:String}
where
    site = {site:String}
    and session_id in {sessions:Array(UInt64)}
    and id in {submissions:Array(UUID)}
settings mutations_sync = 1
