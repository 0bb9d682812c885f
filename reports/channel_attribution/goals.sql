-- What visits achieved in the period: leads and the stages they have reached since, magnets completed, events, and the pages that
-- the site has named as conversions (named_pages, with * at the end all that begin so). A magnet is completed by what its site has
-- declared: its file (file_magnets), its form (form_magnets); by either, where nothing is.
-- Grain: one row per conversion.
with made as
(
    select
        conversion,
        multiIf(
            kind = 'magnet' and has({file_magnets:Array(String)}, substring(conversion, 8)), ifNull(downloaded, toDateTime64(0, 3, 'UTC')),
            kind = 'magnet' and has({form_magnets:Array(String)}, substring(conversion, 8)), ifNull(submitted, toDateTime64(0, 3, 'UTC')),
            converted
        ) as made_at
    from conversions
    where
        site = {site:String}
        and conversion != 'revenue'
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    union all
    select
        arrayJoin(arrayFilter(
            mark -> mark = concat('page:', path)
                or (endsWith(mark, '*') and startsWith(concat('page:', path), substring(mark, 1, length(mark) - 1))),
            cast({named_pages:Array(String)}, 'Array(String)')
        )) as conversion,
        min(ts) as made_at
    from page_views
    where
        site = {site:String}
        and notEmpty({named_pages:Array(String)})
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    group by
        session_id,
        conversion
)
select
    conversion,
    count() as conversions
from made
where
    made_at >= {start:DateTime64(3,'UTC')}
    and made_at < {end:DateTime64(3,'UTC')}
group by conversion
order by
    conversions desc,
    conversion
limit 1000
