-- Statements that still run on the tables of an import.
-- Grain: one row.
select count() as n
from system.processes
where
    query like {mark:String}
    and query not like '%system.processes%'
