-- From visitors to customers: the visitors of the period, the leads created in it, and the stages these have reached since.
-- A visitor became a lead if a session that started in the period made one; spam is left out, and leads told from elsewhere
-- are no visitor's. A lead is lost only while that is its last stage. A lead was handed over when it became an SQL, qualified
-- first if it had become an MQL before. One that is neither qualified nor lost is nurtured if an e-mail was sent to it.
-- Grain: one row.
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
        countIf(isNotNull(customer)) as customers,
        countIf(isNotNull(lost)) as lost_leads,
        countIf(isNotNull(lost) and lost_reason = 'no_answer') as unanswered_leads,
        countIf(isNotNull(sql)) as handed_over_leads,
        countIf(isNotNull(sql) and mql < sql) as qualified_first_leads,
        countIf(isNull(mql) and isNull(lost)) as unqualified_leads,
        countIf(
            isNull(mql)
            and isNull(lost)
            and lead_id in
            (
                select lead_id
                from lead_changes
                where
                    site = {site:String}
                    and kind = 'email'
            )
        ) as nurtured_leads
    from leads
    where
        site = {site:String}
        and created >= {start:DateTime64(3,'UTC')}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
)
select
    visits.visitors as visitors,
    visits.lead_visitors as lead_visitors,
    made.leads as leads,
    made.mql_leads as mql_leads,
    made.sql_leads as sql_leads,
    made.opportunities as opportunities,
    made.customers as customers,
    made.lost_leads as lost_leads,
    made.unanswered_leads as unanswered_leads,
    made.handed_over_leads as handed_over_leads,
    made.qualified_first_leads as qualified_first_leads,
    made.unqualified_leads as unqualified_leads,
    made.nurtured_leads as nurtured_leads
from visits
cross join made
