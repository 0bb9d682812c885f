-- Which page sessions open next after the given pages, opened one right after the other; at the start of the session where
-- none is given. The same page opened again and again is one step. An empty next page: the session ended there.
-- Grain: one row per next page, the 1,000 most frequent.
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
    if(place + steps > length(pages), '', pages[place + steps]) as next_path,
    count() as path_sessions,
    sum(path_sessions) over () as trail_sessions
from taken
where place > 0
group by next_path
order by
    path_sessions desc,
    next_path
limit 1000
