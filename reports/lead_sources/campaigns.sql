-- Leads created in the period by source, medium and campaign, each under the first touch, frozen when it was created, or under the last
-- that is not direct or the converting one, as asked.
-- Grain: one row per source, medium and campaign, the 1,000 with most leads.
select
    multiIf(
        {touch:String} = 'last', last_source,
        {touch:String} = 'converting', converting_source,
        first_source
    ) as source,
    multiIf(
        {touch:String} = 'last', last_medium,
        {touch:String} = 'converting', converting_medium,
        first_medium
    ) as medium,
    multiIf(
        {touch:String} = 'last', last_campaign,
        {touch:String} = 'converting', converting_campaign,
        first_campaign
    ) as campaign,
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
group by
    source,
    medium,
    campaign
order by
    leads desc,
    source,
    medium,
    campaign
limit 1000
