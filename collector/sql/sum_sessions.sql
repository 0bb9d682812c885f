-- What the sessions come to whose events have changed, written anew; the latest row of a session counts.
-- first_session and end_session bound the sorting key.
insert into session_summaries
select *
from session_summing
where
    site in {sites:Array(String)}
    and session_id in {sessions:Array(UInt64)}
    and session_id >= {first_session:UInt64}
    and session_id < {end_session:UInt64}
settings insert_deduplicate = 0, optimize_on_insert = 0, max_partitions_per_insert_block = 0
