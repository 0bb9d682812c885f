-- Which of these campaigns a visit since a day names.
-- Grain: one row per campaign.
select
    distinct utm_campaign as campaign
from events
where
    site = {site:String}
    and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp(toDateTime({since:Date}, 'UTC') - interval 1 day)), 32)
    and bot = ''
    and utm_campaign in {campaigns:Array(String)}
