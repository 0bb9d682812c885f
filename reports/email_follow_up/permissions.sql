-- Leads at the end of the period, and their permission to be contacted as it was told last until then: given with a form, by
-- subscribing, on a page or by a program; taken back by unsubscribing, by marking an e-mail as spam, or on a page.
-- Grain: one row.
with known as
(
    select
        lead_id,
        created
    from leads
    where
        site = {site:String}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 3660 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
),
last_told as
(
    select
        lead_id,
        max((ts, permissions.consent)).2 as consent
    from permissions
    where
        site = {site:String}
        and ts < {end:DateTime64(3,'UTC')}
    group by lead_id
)
select
    count() as leads,
    countIf(last_told.consent = 'granted') as permitting_leads,
    countIf(last_told.consent = 'denied') as denying_leads
from known
left join last_told on last_told.lead_id = known.lead_id
