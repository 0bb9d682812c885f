-- What the steps of a funnel can be: the marks of the period's events.
-- Grain: one row per mark, the 200 with most visitors.
select
    mark,
    uniqExact(visitor_id) as visitors
from
(
    select
        visitor_id,
        arrayJoin(arrayFilter(
            mark -> mark not in ('', 'magnet:', 'form:'),
            [
                if(name = 'pageview', concat('page:', path), ''),
                concat('event:', name),
                if(name in ('form_submit', 'download'), concat('magnet:', magnet), ''),
                if(name = 'form_submit', concat('form:', form), '')
            ]
        )) as mark
    from events
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        and bot = ''
        and spam = ''
)
group by mark
order by
    visitors desc,
    mark
limit 200
