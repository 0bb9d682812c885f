-- The rows of a session that was moved into another; their copies are inserted right after.
delete from events
where
    site = {site:String}
    and session_id = {session:UInt64}
