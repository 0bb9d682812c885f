-- Lines of the file that are not to be counted: copies within the file, and events that are stored.
-- Grain: one row per line.
create table {left_out:Identifier}
(
    ts     DateTime64(3, 'UTC'),
    line   UInt64,
    stored Bool comment 'Its event is stored; else it is a copy within the file'
)
engine = MergeTree
order by ts
comment 'Lines that `leadpump import events` leaves out. Dropped at the end, or by the next import'
