-- What is there of some sources or channels between two days.
-- Grain: one row per entry and day.
select
    toString(entry) as id,
    day,
    amount,
    channel,
    source,
    campaign,
    magnet,
    purpose,
    note,
    account
from spend
where site = {site:String} and day >= {first:Date} and day <= {last:Date}
