-- What is there between two days, in whatever currency.
-- Grain: one row per entry and day.
select
    toString(entry) as id,
    day,
    amount,
    currency,
    channel,
    source,
    campaign,
    magnet,
    purpose,
    note,
    account
from spend
where site = {site:String} and day >= {first:Date} and day <= {last:Date}
