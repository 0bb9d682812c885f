-- The months that the finished rows are of, as the partitions of events are called: 202603.
-- Grain: one row per month.
select distinct toYYYYMM(ts) as month
from {part:Identifier}
order by month
