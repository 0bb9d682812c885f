-- What an import told and has not taken back.
-- Grain: one row per metric, dimension and day.
select
    metric,
    dimension,
    day
from metrics
where
    site = {site:String}
    and import_id = {import:UUID}
group by
    metric,
    dimension,
    day
having not argMax(removed, (received, id))
