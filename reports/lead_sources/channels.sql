-- Leads created in the period by channel, each under the first touch, frozen when it was created, or under the last
-- that is not direct or the converting one, as asked.
-- Grain: one row per channel, the 1,000 with most leads.
select
    multiIf(
        {touch:String} = 'last', last_channel,
        {touch:String} = 'converting', converting_channel,
        first_channel
    ) as channel,
    count() as leads,
    countIf(isNotNull(mql)) as mql_leads,
    countIf(isNotNull(sql)) as sql_leads,
    countIf(isNotNull(customer)) as customers,
    sum(revenue) as revenue
from leads
where
    site = {site:String}
    and created >= {start:DateTime64(3,'UTC')}
    and created < {end:DateTime64(3,'UTC')}
    and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
    and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
group by channel
order by
    leads desc,
    channel
limit 1000
