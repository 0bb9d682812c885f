-- The partitions of a table and their rows. Grain: one row per partition.
select
    _partition_id as partition,
    count() as rows
from {table:Identifier}
group by partition
order by partition
