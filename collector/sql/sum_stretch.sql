-- What all sessions of a site come to that were first seen in a stretch of time, written anew.
-- part, parts: the sessions are divided where there are many.
insert into session_summaries
select *
from session_summing
where
    site = {site:String}
    and session_id >= {first_session:UInt64}
    and session_id < {end_session:UInt64}
    and session_id % {parts:UInt64} = {part:UInt64}
settings insert_deduplicate = 0, optimize_on_insert = 0, max_partitions_per_insert_block = 0
