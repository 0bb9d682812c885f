-- The rows of a file on their way into events.
-- Grain: one row per event of the file. line: its number there.
-- Parts are read a few times and dropped: only small ones are merged, or it would cost more than it saves.
create table {rows:Identifier}
engine = MergeTree
order by ts
settings
    non_replicated_deduplication_window = 10000,
    max_bytes_to_merge_at_max_space_in_pool = 20000000,
    parts_to_delay_insert = 100000,
    parts_to_throw_insert = 100000
comment 'Rows of a file that `leadpump import events` reads. Dropped at its end, or by the next import'
as
select
    toUInt64(0) as line,
    *
from events
limit 0
