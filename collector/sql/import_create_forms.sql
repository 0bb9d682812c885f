-- Forms of a file that tell who sent them: the loader stores these, for contact details have a table of their own.
-- Grain: one row per event of the file. line: its number there.
create table {forms:Identifier}
(
    line   UInt64,
    ts     Int64  comment 'Unix milliseconds',
    id     UUID,
    record String comment 'As the collector makes it of what is sent: JSON, contact details in it encrypted'
)
engine = MergeTree
order by (ts, line)
settings non_replicated_deduplication_window = 10000
comment 'Forms of a file that `leadpump import events` reads. Dropped at its end, or by the next import'
