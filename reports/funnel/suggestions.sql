-- What the steps of a funnel can be: the marks of the period's events. Their text is made for each mark and not for every event.
-- A declared magnet is completed by what is declared (form_magnets, file_magnets), any other by its form or its file.
-- Grain: one row per mark, the 200 with most visitors.
with marked as
(
    select
        concat('event:', name) as mark,
        uniqExact(visitor_id) as visitors
    from events
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        and bot = ''
        and spam = ''
    group by name
    union all
    select
        concat('page:', path) as mark,
        uniqExact(visitor_id) as visitors
    from events
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        and bot = ''
        and spam = ''
        and name = 'pageview'
    group by path
    union all
    with
        multiIf(
            name = 'form_submit' and has({file_magnets:Array(String)}, toString(magnet)), '',
            name = 'download' and has({form_magnets:Array(String)}, toString(magnet)), '',
            toString(magnet)
        ) as completed,
        if(name = 'form_submit', toString(form), '') as sent
    select
        if(grouping(completed) = 0, concat('magnet:', completed), concat('form:', sent)) as mark,
        uniqExact(visitor_id) as visitors
    from events
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        and bot = ''
        and spam = ''
        and name in ('form_submit', 'download')
    group by grouping sets ((completed), (sent))
    having mark not in ('magnet:', 'form:')
)
select
    mark,
    visitors
from marked
order by
    visitors desc,
    mark
limit 200
