-- The days of an entry.
-- Grain: one row per day.
select
    day,
    amount,
    currency,
    channel,
    source,
    campaign,
    magnet,
    purpose,
    note,
    origin,
    account,
    toUnixTimestamp64Milli(received) as version
from spend
where site = {site:String} and entry = {entry:UUID}
order by day
