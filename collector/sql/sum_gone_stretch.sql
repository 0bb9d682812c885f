-- Sessions of a stretch of time that have no events any more.
insert into session_summaries (site, session_id, gone)
select
    site,
    session_id,
    true
from session_summaries final
where
    site = {site:String}
    and session_id >= {first_session:UInt64}
    and session_id < {end_session:UInt64}
    and not gone
    and session_id not in
    (
        select session_id
        from events
        where
            site = {site:String}
            and session_id >= {first_session:UInt64}
            and session_id < {end_session:UInt64}
            and bot = ''
    )
settings insert_deduplicate = 0, optimize_on_insert = 0, max_partitions_per_insert_block = 0
