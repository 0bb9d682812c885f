-- What a month's money was spent on, in one currency.
-- Grain: one row per purpose, channel, source, campaign and magnet.
select
    purpose,
    channel,
    source,
    campaign,
    magnet,
    sum(amount) as spent,
    uniqExact(entry) as entries
from spend
where
    site = {site:String}
    and currency = {currency:String}
    and day >= {first:Date}
    and day <= {last:Date}
group by
    purpose,
    channel,
    source,
    campaign,
    magnet
order by
    spent desc,
    purpose,
    channel,
    source,
    campaign,
    magnet
