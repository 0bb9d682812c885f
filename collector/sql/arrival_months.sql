-- The months of which a site has events, the newest first.
-- Grain: one row per month.
select
    toYYYYMM(ts) as month
from events
where site = {site:String}
group by month
order by month desc
