-- The steps from visitor to customer, each with those who came as far and those of the step before. The first two are
-- visitors, of whom a session that started in the period made a lead; the others are leads created in the period.
-- Grain: one row per step, in order.
with visits as
(
    select
        uniqExact(visitor_id) as visitors,
        uniqExactIf(
            visitor_id,
            session_id in
            (
                select session_id
                from leads
                where
                    site = {site:String}
                    and via = 'form'
                    and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
                    and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
            )
        ) as lead_visitors
    from sessions
    where
        site = {site:String}
        and started >= {start:DateTime64(3,'UTC')}
        and started < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
),
made as
(
    select
        count() as leads,
        countIf(isNotNull(mql)) as mql_leads,
        countIf(isNotNull(sql)) as sql_leads,
        countIf(isNotNull(opportunity)) as opportunities,
        countIf(isNotNull(customer)) as customers
    from leads
    where
        site = {site:String}
        and created >= {start:DateTime64(3,'UTC')}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
)
select
    passed.1 as step,
    passed.2 as lead_step,
    passed.3 as reached,
    passed.4 as previous_reached,
    passed.4 - passed.3 as dropped
from visits
cross join made
array join
    [
        (1, 'lead', toInt64(visits.lead_visitors), toInt64(visits.visitors)),
        (2, 'mql', toInt64(made.mql_leads), toInt64(made.leads)),
        (3, 'sql', toInt64(made.sql_leads), toInt64(made.mql_leads)),
        (4, 'opportunity', toInt64(made.opportunities), toInt64(made.sql_leads)),
        (5, 'customer', toInt64(made.customers), toInt64(made.opportunities))
    ] as passed
order by step
