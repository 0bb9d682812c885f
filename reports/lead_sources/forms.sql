-- Leads created in the period by the form and the magnet with which they were made.
-- Grain: one row per magnet and form, the 1,000 with most leads.
select
    magnet,
    form,
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
    magnet,
    form
order by
    leads desc,
    magnet,
    form
limit 1000
