-- Sessions in which the given pages were opened one right after the other. See next_pages.sql.
-- Grain: one row.
with opened as
(
    select arrayCompact(paths) as pages
    from sessions
    where
        site = {site:String}
        and started >= {start:DateTime64(3,'UTC')}
        and started < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        and page_views > 0
),
asked as
(
    select arrayFilter(
        page -> page != '',
        [
            {page1:String},
            {page2:String},
            {page3:String},
            {page4:String},
            {page5:String},
            {page6:String},
            {page7:String}
        ]
    ) as trail
),
taken as
(
    select
        pages,
        length(trail) as steps,
        arrayFirstIndex(place -> arraySlice(pages, place, length(trail)) = trail, arrayEnumerate(pages)) as place
    from opened
    cross join asked
)
select
    count() as all_sessions,
    countIf(place > 0) as trail_sessions,
    countIf(place > 0 and place + steps > length(pages)) as ended_sessions
from taken
