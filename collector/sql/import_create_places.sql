-- Grain: one row per event of the slice.
create table {places:Identifier}
(
    line       UInt64,
    session_id UInt64 comment '0: left to the loader'
)
engine = MergeTree
order by line
comment 'Sessions that `leadpump import events` stores now. Dropped at the end, or by the next import'
