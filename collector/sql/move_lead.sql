-- The submission's session was joined to an older one, or its visitor agreed to a lasting number.
alter table lead_events
update
    session_id = {session:UInt64},
    visitor_id = {visitor:UInt64}
where
    site = {site:String}
    and subject_id = {submission:UUID}
settings mutations_sync = 1
