-- Campaigns with a cost since a day, of which no visit with that utm_campaign was counted since.
-- Grain: one row per source and campaign.
select
    source,
    campaign,
    sum(amount) as spent
from spend
where
    site = {site:String}
    and currency = {currency:String}
    and campaign != ''
    and day >= {since:Date}
    and campaign not in
    (
        select utm_campaign
        from events
        where
            site = {site:String}
            and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp(toDateTime({since:Date}, 'UTC') - interval 1 day)), 32)
            and bot = ''
            and utm_campaign != ''
    )
group by
    source,
    campaign
order by
    spent desc,
    campaign
limit 100
