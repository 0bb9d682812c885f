-- The tables of this database that hold rows of their own. Grain: one row per table.
select
    name,
    toUInt64(ifNull(total_rows, 0)) as rows,
    toUInt64(ifNull(total_bytes, 0)) as bytes
from system.tables
where database = currentDatabase()
  and engine like '%MergeTree'
order by name
