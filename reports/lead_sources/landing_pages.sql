-- Leads created in the period by the page on which the visitor arrived, each under the first touch, frozen when it was created, or under the last
-- that is not direct or the converting one, as asked.
-- Grain: one row per page, the 1,000 with most leads.
select
    multiIf(
        {touch:String} = 'last', last_landing_path,
        {touch:String} = 'converting', converting_landing_path,
        first_landing_path
    ) as landing_page,
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
group by landing_page
order by
    leads desc,
    landing_page
limit 1000
