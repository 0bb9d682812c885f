-- Sessions in which the given pages were opened one right after the other. See next_pages.sql.
-- Grain: one row.
with
    arrayFilter(
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
    ) as trail,
    length(trail) as steps,
opened as
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
-- Where the given pages begin in a session; 0 where it does not have them.
taken as
(
    select
        pages,
        multiIf(
            steps = 0, 1,
            hasSubstr(pages, trail), arrayFirstIndex(place -> arraySlice(pages, place, steps) = trail, arrayEnumerate(pages)),
            0
        ) as place
    from opened
)
select
    count() as all_sessions,
    countIf(place > 0) as trail_sessions,
    countIf(place > 0 and place + steps > length(pages)) as ended_sessions
from taken
