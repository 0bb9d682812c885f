-- Leads created in the period that are lost now, by the reason that was given.
-- Grain: one row per reason.
select
    lost_reason,
    count() as lost_leads,
    sum(count()) over () as all_lost_leads
from leads
where
    site = {site:String}
    and created >= {start:DateTime64(3,'UTC')}
    and created < {end:DateTime64(3,'UTC')}
    and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
    and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    and isNotNull(lost)
group by lost_reason
order by
    lost_leads desc,
    lost_reason
limit 1000
