-- Where people give up: of the visitors who began a form and did not send it in the period, the field they touched last, as the
-- page told when they left it; empty where it told none. Spam is left out as in forms.sql.
-- Grain: one row per form and field.
with spam as
(
    select
        session_id,
        toString(form) as form
    from lead_events
    where
        site = {site:String}
        and kind in ('created', 'submission')
        and via = 'form'
    group by
        session_id,
        form
    having countIf(
        lead_id not in
        (
            select lead_id
            from all_leads
            where
                site = {site:String}
                and spam != ''
        )
    ) = 0
),
done as
(
    select
        toString(form) as form,
        session_id,
        visitor_id,
        name,
        ts,
        toString(props['field']) as field,
        spam != '' or (session_id, toString(form)) in (select session_id, form from spam) as is_spam
    from visitor_events
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        and bot = ''
        and form != ''
        and name in ('form_view', 'form_start', 'form_field', 'form_submit')
),
given_up as
(
    select
        form,
        visitor_id,
        argMaxIf(field, ts, name = 'form_field') as last_field
    from done
    where not is_spam
    group by
        form,
        visitor_id
    having countIf(name = 'form_submit') = 0 and countIf(name in ('form_start', 'form_field')) > 0
)
select
    form,
    last_field,
    count() as stopped_visitors,
    sum(count()) over (partition by form) as given_up_visitors
from given_up
group by
    form,
    last_field
order by
    stopped_visitors desc,
    form,
    last_field
limit 1000
