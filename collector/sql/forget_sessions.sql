-- The rows of sessions that were moved into others, once their copies are stored under the new session.
delete from events
where
    site = {site:String}
    and session_id in {sessions:Array(UInt64)}
