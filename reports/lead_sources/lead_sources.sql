-- Leads created in the period, with what they have become since; what leads reached in the period, whenever they were
-- created; and how many may be contacted at its end, as each had told last until then, and took that back in it: who refused with
-- the form has nothing to take back. asked_leads are the leads of the period, if any of them was asked for permission. Spam is left
-- out. Leads that no form of the site made are in no rate of visits.
-- Grain: one row.
with visits as
(
    select
        count() as sessions,
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
turns as
(
    select
        lead_id,
        ts,
        consent,
        is_change,
        lagInFrame(consent, 1, '') over (partition by lead_id order by ts, consent) as before
    from permissions
    where
        site = {site:String}
        and ts < {end:DateTime64(3,'UTC')}
),
decided as
(
    select
        lead_id,
        max((ts, consent)).2 as permission,
        countIf(ts >= {start:DateTime64(3,'UTC')} and is_change and consent = 'denied' and before != 'denied') as opt_outs
    from turns
    group by lead_id
),
known as
(
    select
        countIf(created >= {start:DateTime64(3,'UTC')}) as leads,
        countIf(created >= {start:DateTime64(3,'UTC')} and via = 'form') as visit_leads,
        countIf(created >= {start:DateTime64(3,'UTC')} and isNotNull(mql)) as mql_leads,
        countIf(created >= {start:DateTime64(3,'UTC')} and isNotNull(sql)) as sql_leads,
        countIf(created >= {start:DateTime64(3,'UTC')} and isNotNull(customer)) as customers,
        countIf(created >= {start:DateTime64(3,'UTC')} and consent = 'granted') as consenting_leads,
        if(countIf(created >= {start:DateTime64(3,'UTC')} and consent != '') > 0, leads, 0) as asked_leads,
        countIf(mql >= {start:DateTime64(3,'UTC')} and mql < {end:DateTime64(3,'UTC')}) as reached_mql,
        countIf(sql >= {start:DateTime64(3,'UTC')} and sql < {end:DateTime64(3,'UTC')}) as reached_sql,
        countIf(customer >= {start:DateTime64(3,'UTC')} and customer < {end:DateTime64(3,'UTC')}) as reached_customer,
        countIf(decided.permission = 'granted') as contactable_leads,
        countIf(
            leads.lead_id in
            (
                select lead_id
                from lead_events
                where
                    site = {site:String}
                    and kind in ('created', 'submission')
                    and ts >= {start:DateTime64(3,'UTC')}
                    and ts < {end:DateTime64(3,'UTC')}
                    and lower({newsletter:String}) in (lower(form), lower(magnet))
            )
        ) as newsletter_signups,
        countIf(decided.opt_outs > 0) as opted_out_leads
    from leads
    left join decided on decided.lead_id = leads.lead_id
    where
        site = {site:String}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 3660 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
)
select
    visits.sessions as sessions,
    visits.visitors as visitors,
    visits.lead_visitors as lead_visitors,
    known.leads as leads,
    known.visit_leads as visit_leads,
    known.mql_leads as mql_leads,
    known.sql_leads as sql_leads,
    known.customers as customers,
    known.consenting_leads as consenting_leads,
    known.asked_leads as asked_leads,
    known.reached_mql as reached_mql,
    known.reached_sql as reached_sql,
    known.reached_customer as reached_customer,
    known.contactable_leads as contactable_leads,
    known.newsletter_signups as newsletter_signups,
    known.opted_out_leads as opted_out_leads
from visits
cross join known
