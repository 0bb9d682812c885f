-- Everything in one partition of a table. Grain: that of the table.
select *
from {table:Identifier}
where _partition_id = {partition:String}
