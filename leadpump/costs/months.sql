-- What was spent in each month, in one currency.
-- Grain: one row per month with a cost.
select
    toStartOfMonth(day) as month,
    sum(amount) as spent
from spend
where site = {site:String} and currency = {currency:String}
group by month
order by month desc
