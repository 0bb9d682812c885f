-- Costs in other currencies than the site's, which no total can hold.
-- Grain: one row per currency.
select
    currency,
    sum(amount) as spent
from spend
where site = {site:String} and currency != {currency:String}
group by currency
order by currency
