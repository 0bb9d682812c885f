-- The sessions of these submissions were joined to older ones, or their visitors agreed to a lasting number. The lists are in the
-- same order.
alter table lead_events
update
    session_id = {sessions:Array(UInt64)}[indexOf({submissions:Array(UUID)}, subject_id)],
    visitor_id = {visitors:Array(UInt64)}[indexOf({submissions:Array(UUID)}, subject_id)]
where
    site = {site:String}
    and subject_id in {submissions:Array(UUID)}
settings mutations_sync = 1
