-- The rows of a file on their way into events.
-- Grain: one row per event of the file. line: its number there.
create table {rows:Identifier}
engine = MergeTree
order by ts
settings non_replicated_deduplication_window = 10000
comment 'Rows of a file that `leadpump import events` reads. Dropped at its end, or by the next import'
as
select
    toUInt64(0) as line,
    *
from events
limit 0
