-- Sessions that were moved into others have no events any more.
insert into session_summaries (site, session_id, gone)
select
    {site:String},
    arrayJoin({sessions:Array(UInt64)}),
    true
settings insert_deduplicate = 0, optimize_on_insert = 0, max_partitions_per_insert_block = 0
