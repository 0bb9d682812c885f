-- Interesting: at least so many points for means; interested: at least so many for behaviour, both as last scored.
-- Best leads are both; tire-kickers are interested and not interesting. To call: best leads that nobody has contacted and
-- that are neither customers nor lost. Leads created in the period, as they stand now.
-- Grain: one row.
select
    count() as leads,
    countIf(interesting >= {interesting_from:Int32} and interested >= {interested_from:Int32}) as best_leads,
    countIf(interesting >= {interesting_from:Int32} and interested >= {interested_from:Int32} and isNotNull(customer)) as best_customers,
    countIf(
        interesting >= {interesting_from:Int32} and interested >= {interested_from:Int32}
        and isNull(contacted)
        and isNull(customer)
        and isNull(lost)
    ) as leads_to_call,
    countIf(interesting < {interesting_from:Int32} and interested >= {interested_from:Int32}) as tire_kicker_leads,
    countIf(interesting < {interesting_from:Int32} and interested >= {interested_from:Int32} and isNotNull(customer)) as tire_kicker_customers
from leads
where
    site = {site:String}
    and created >= {start:DateTime64(3,'UTC')}
    and created < {end:DateTime64(3,'UTC')}
    and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
    and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
