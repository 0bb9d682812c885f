-- What the steps of a funnel can be: the marks of the period's events. Their text is made for each mark and not for every event.
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
    select
        if(grouping(magnet) = 0, concat('magnet:', magnet), concat('form:', if(name = 'form_submit', form, ''))) as mark,
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
    group by grouping sets ((magnet), (if(name = 'form_submit', form, '')))
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
