-- How tables keep their rows: the text of their engine has the TTL.
-- Grain: one row per table.
select
    name,
    engine_full
from system.tables
where
    database = currentDatabase()
    and name in {tables:Array(String)}
