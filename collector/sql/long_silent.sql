-- Who was last in touch more than so many months ago: by a form, a report of them, a stage, a call, an e-mail, a meeting, a sale or
-- refund, an answer, a permission, or a click in an e-mail. Notes, points and marks that others wrote of them are none.
-- Grain: one row per person; per lead where it names no person and has contact details all the same.
with of_leads as
(
    -- Whom leads, and what was told of leads, name.
    select
        site,
        person
    from lead_events
    where
        (site, lead_id) in
        (
            select
                site,
                arrayJoin([lead_id, subject_id])
            from lead_events
            where kind in ('created', 'submission')
        )
),
heard as
(
    select
        site,
        person,
        lead_id,
        created as at
    from all_leads
    union all
    select
        site,
        l.person as person,
        lead_id,
        c.ts as at
    from
    (
        select
            site,
            lead_id,
            ts
        from lead_changes
        where kind in ('stage', 'sale', 'refund', 'call', 'email', 'meeting', 'consent', 'nps')
        union all
        select
            site,
            lead_id,
            ts
        from lead_events
        where kind = 'submission'
    ) as c
    inner join all_leads as l using (site, lead_id)
    union all
    select
        site,
        person,
        toUUID('00000000-0000-0000-0000-000000000000') as lead_id,
        ts as at
    from email_events
    where kind = 'clicked' and person != 0
    union all
    -- Somebody who is nobody's lead: what was written and told of them is all there is.
    select
        site,
        person,
        lead_id,
        ts as at
    from contacts
    where
        (site, person) not in (select site, person from all_leads)
        and (site, lead_id) not in (select site, subject_id from lead_events where kind in ('created', 'submission'))
    union all
    select
        site,
        person,
        lead_id,
        ts as at
    from lead_events
    where person != 0 and (site, person) not in (select site, person from of_leads)
)
select
    site,
    person,
    arrayMap(lead -> toString(lead), groupUniqArrayIf(lead_id, person = 0)) as leads
from heard
where
    (person != 0 and person < {nobody:UInt64})
    or (site, lead_id) in (select site, lead_id from contacts)
group by
    site,
    person,
    if(person = 0, lead_id, toUUID('00000000-0000-0000-0000-000000000000'))
having max(at) < {now:DateTime64(3,'UTC')} - toIntervalMonth({months:UInt16})
order by
    site,
    person
limit {most:UInt32}
