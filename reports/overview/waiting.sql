-- Leads created in the period whom nobody has contacted, and that are neither customers nor lost.
-- Grain: one row.
select
    count() as leads,
    countIf(isNull(contacted) and isNull(customer) and isNull(lost)) as waiting_leads
from leads
where
    site = {site:String}
    and created >= {start:DateTime64(3,'UTC')}
    and created < {end:DateTime64(3,'UTC')}
    and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
    and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
