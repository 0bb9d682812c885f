-- Of events that are stored under two sessions, delete the copy under the younger: the move that made the other was cut
-- off before it came to that. The bounds are those of the sorting key.
delete from events
where
    site = {site:String}
    and session_id >= {first_session:UInt64}
    and session_id < {end_session:UInt64}
    and (id, session_id) in
    (
        select
            id,
            max(session_id)
        from events
        where
            site = {site:String}
            and session_id >= {first_session:UInt64}
            and session_id < {end_session:UInt64}
        group by id
        having uniqExact(session_id) > 1
    )
