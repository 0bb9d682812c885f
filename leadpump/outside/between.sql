-- What is known between two days of what was measured outside.
-- Grain: one row per metric, dimension and day.
select
    metric,
    dimension,
    day,
    value
from metric_days
where
    site = {site:String}
    and day >= {first:Date}
    and day <= {last:Date}
