-- The lines of the slice at hand, with the session of each; 0 for those that are left to the loader.
-- Grain: one row per event of the slice.
create table {slice:Identifier}
(
    line       UInt64,
    site       LowCardinality(String),
    visitor_id UInt64,
    ts         DateTime64(3, 'UTC'),
    page_id    UUID
)
engine = MergeTree
order by line
comment 'Lines that `leadpump import events` stores now. Dropped at the end, or by the next import'
