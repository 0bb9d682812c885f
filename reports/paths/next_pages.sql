-- Which page sessions open next after the given pages, opened one right after the other; at the start of the session where
-- none is given. The same page opened again and again is one step. An empty next page: the session ended there.
-- Grain: one row per next page, the 1,000 most frequent.
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
