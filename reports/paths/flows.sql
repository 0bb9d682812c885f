-- Where sessions go within three pages after the given ones, opened one right after the other: from the start of the session
-- where none is given. Of each step the five most frequent pages are named; the rest is together, and so are the sessions that
-- ended there. See next_pages.sql.
-- Grain: one row per step, page left and page reached. from_kind: start, page or other; to_kind: page, other or left.
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
),
ways as
(
    select
        [pages[place + steps], pages[place + steps + 1], pages[place + steps + 2]] as next,
        count() as way_sessions
    from taken
    where place > 0
    group by
        pages[place + steps],
        pages[place + steps + 1],
        pages[place + steps + 2]
),
frequent as
(
    select groupArray((step, page)) as named
    from
    (
        select
            step,
            page,
            sum(way_sessions) as page_sessions
        from ways
        array join
            next as page,
            arrayEnumerate(next) as step
        where page != ''
        group by
            step,
            page
        order by
            step,
            page_sessions desc,
            page
        limit 5 by step
    )
),
told as
(
    select
        way_sessions,
        arrayMap(
            (page, step) -> multiIf(page = '', 'left', has(named, (step, page)), 'page', 'other'),
            next,
            arrayEnumerate(next)
        ) as kinds,
        arrayMap((page, kind) -> if(kind = 'page', page, ''), next, kinds) as names
    from ways
    cross join frequent
)
select
    step as flow_step,
    if(step = 1, 'start', kinds[step - 1]) as from_kind,
    if(step = 1, (select trail[-1] from asked), names[step - 1]) as flow_from,
    kinds[step] as to_kind,
    names[step] as flow_to,
    sum(way_sessions) as flow_sessions,
    sum(flow_sessions) over (partition by flow_step, from_kind, flow_from) as from_sessions
from told
array join arrayEnumerate(kinds) as step
where
    step = 1
    or kinds[step - 1] != 'left'
group by
    flow_step,
    from_kind,
    flow_from,
    to_kind,
    flow_to
order by
    flow_step,
    flow_sessions desc,
    from_kind,
    flow_from,
    to_kind,
    flow_to
