-- What visits achieved in the period: leads and the stages they have reached since, magnets completed, events, and the pages that
-- the site has named as conversions (named_pages, with * at the end all that begin so). A magnet is completed by what its site has
-- declared: its file (file_magnets), its form (form_magnets); by either, where nothing is.
-- Magnets, events and pages count once a session, when they first happened. What happened before the end of the period is counted,
-- less what happened before its start. Magnets and events are those of the view conversions, read from
-- events: who made them is not asked, and to join each with its session takes longer than all the rest.
-- Grain: one row per conversion.
with made as
(
    select
        conversion,
        countIf(converted < {end:DateTime64(3,'UTC')}) as at_end,
        countIf(converted < {start:DateTime64(3,'UTC')}) as at_start
    from conversions
    where
        site = {site:String}
        and kind = ''
        and conversion != 'revenue'
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    group by conversion
    union all
    select
        concat('magnet:', magnet) as conversion,
        uniqExactIf(session_id, ts < {end:DateTime64(3,'UTC')}) as at_end,
        uniqExactIf(session_id, ts < {start:DateTime64(3,'UTC')}) as at_start
    from events
    where
        site = {site:String}
        and bot = ''
        and spam = ''
        and magnet != ''
        and
        (
            (name = 'form_submit' and not has({file_magnets:Array(String)}, magnet))
            or (name = 'download' and not has({form_magnets:Array(String)}, magnet))
        )
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    group by magnet
    union all
    select
        concat('event:', name) as conversion,
        uniqExactIf(session_id, ts < {end:DateTime64(3,'UTC')}) as at_end,
        uniqExactIf(session_id, ts < {start:DateTime64(3,'UTC')}) as at_start
    from events
    where
        site = {site:String}
        and bot = ''
        and name not in ('pageview', 'engagement', 'form_view', 'form_field', 'form_submit', 'magnet_view', 'section', 'consent')
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    group by name
    union all
    select
        arrayJoin(arrayFilter(
            mark -> mark = concat('page:', path)
                or (endsWith(mark, '*') and startsWith(concat('page:', path), substring(mark, 1, length(mark) - 1))),
            cast({named_pages:Array(String)}, 'Array(String)')
        )) as conversion,
        uniqExactIf(session_id, ts < {end:DateTime64(3,'UTC')}) as at_end,
        uniqExactIf(session_id, ts < {start:DateTime64(3,'UTC')}) as at_start
    from page_views
    where
        site = {site:String}
        and notEmpty({named_pages:Array(String)})
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    group by conversion
)
select
    conversion,
    at_end - at_start as conversions
from made
where conversions > 0
order by
    conversions desc,
    conversion
limit 1000
