-- What the steps of a funnel can be: the marks of the period's events. Their text is made for each mark and not for every event.
-- A declared magnet is completed by what is declared (form_magnets, file_magnets), any other by its form or its file.
-- Events that bear the same marks are counted first; they are told apart by hashes of their texts, worked out once a text.
-- Grain: one row per mark, the 200 that are most frequent.
with alike as
(
    select
        any(name) as done,
        any(path) as page,
        any(magnet) as completed,
        any(form) as sent,
        count() as n
    from events
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        and bot = ''
        and spam = ''
    group by
        cityHash64(name)
            + (name = 'pageview') * cityHash64(path)
            + (name in ('form_submit', 'download')) * (3 * cityHash64(magnet) + 5 * cityHash64(form))
)
select
    mark,
    sum(n) as times
from alike
array join arrayConcat(
    [concat('event:', done)],
    if(done = 'pageview', [concat('page:', page)], []),
    if(
        completed != '' and (
            done = 'form_submit' and not has({file_magnets:Array(String)}, toString(completed))
                or done = 'download' and not has({form_magnets:Array(String)}, toString(completed))
        ),
        [concat('magnet:', completed)],
        []
    ),
    if(done = 'form_submit' and sent != '', [concat('form:', sent)], [])
) as mark
group by mark
order by
    times desc,
    mark
limit 200
