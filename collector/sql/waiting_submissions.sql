-- Submitted forms and reported leads that no lead has taken in yet, oldest first. A form is filled as long as lies between its
-- first touch and its submission, on the same page; -1 where that was not seen. since: of sessions that began no earlier.
-- Grain: one row per submission.
-- A form and a report may be of the same id: anybody can send a form under the one that a report will have. So may the reports of
-- two sites.
with known as
(
    select
        site,
        subject_id,
        via = 'form' as is_form
    from lead_events
    where kind in ('created', 'submission')
),
forms as
(
    select
        site,
        id as submission_id,
        toUnixTimestamp64Milli(ts) as ms,
        session_id,
        visitor_id,
        page_id,
        person,
        'form' as via,
        form,
        magnet,
        path,
        mapFromArrays(
            arrayMap(name -> substring(name, 8), arrayFilter(name -> startsWith(name, 'answer.'), mapKeys(props))),
            arrayMap(name -> props[name], arrayFilter(name -> startsWith(name, 'answer.'), mapKeys(props)))
        ) as answers,
        props['contact.consent'] as consent,
        spam,
        toUnixTimestamp64Milli(received) as received_ms
    from events
    where
        name = 'form_submit'
        and bot = ''
        and session_id >= {since:UInt64}
        and id not in (select subject_id from known where is_form)
    order by
        ts,
        id
    limit {most:UInt32}
),
started as
(
    select
        page_id,
        max(toUnixTimestamp64Milli(ts)) as started_ms
    from events
    where
        name = 'form_start'
        and session_id >= {since:UInt64}
        and (site, session_id) in (select site, session_id from forms)
    group by page_id
)
select
    f.site as site,
    toString(f.submission_id) as submission_id,
    f.ms as ms,
    f.session_id as session_id,
    f.visitor_id as visitor_id,
    f.person as person,
    f.via as via,
    f.form as form,
    f.magnet as magnet,
    f.path as path,
    cast(f.answers, 'Map(String, String)') as answers,
    f.consent as consent,
    f.spam as spam,
    '' as channel,
    '' as source,
    '' as medium,
    '' as campaign,
    if(s.started_ms between f.ms - 86400000 and f.ms, f.ms - s.started_ms, -1) as filled_ms,
    f.received_ms as received_ms,
    toString(f.submission_id) as named_id,
    '' as author,
    false as of_any_age
from forms as f
left join started as s on s.page_id = f.page_id
union all
select
    site,
    toString(id) as submission_id,
    toUnixTimestamp64Milli(ts) as ms,
    session_id,
    visitor_id,
    person,
    via,
    form,
    magnet,
    converting_landing_path as path,
    cast(answers, 'Map(String, String)') as answers,
    consent,
    spam,
    converting_channel as channel,
    converting_source as source,
    converting_medium as medium,
    converting_campaign as campaign,
    -1 as filled_ms,
    toUnixTimestamp64Milli(received) as received_ms,
    toString(lead_id) as named_id,
    author,
    of_any_age
from lead_events
where
    kind = 'reported'
    and (site, id) not in (select site, subject_id from known where not is_form)
order by
    ms,
    submission_id
limit {most:UInt32}
