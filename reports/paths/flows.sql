-- Where sessions go within three pages after the given ones, opened one right after the other: from the start of the session
-- where none is given. Of each step the five most frequent pages are named; the rest is together, and so are the sessions that
-- ended there. See next_pages.sql.
-- Grain: one row per step, page left and page reached. from_kind: start, page or other; to_kind: page, other or left.
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
),
-- The five pages of each step that are named, found first: so a way is three small numbers, and there are few of them.
(
    select groupArray((step, page))
    from
    (
        select
            step,
            page,
            count() as page_sessions
        from taken
        array join
            arraySlice(pages, place + steps, 3) as page,
            arrayEnumerate(arraySlice(pages, place + steps, 3)) as step
        where place > 0
        group by
            step,
            page
        order by
            step,
            page_sessions desc,
            page
        limit 5 by step
    )
) as frequent,
step -> arrayPushFront(arrayMap(named -> named.2, arrayFilter(named -> named.1 = step, frequent)), '') as named_at,
-- What comes next at each step: 1 where the session ended, more for a page that is named, 0 for any other.
(page, step) -> toUInt8(transform(page, named_at(step), arrayEnumerate(named_at(step)), 0)) as told,
ways as
(
    select
        [
            told(pages[place + steps], 1),
            told(pages[place + steps + 1], 2),
            told(pages[place + steps + 2], 3)
        ] as next,
        count() as way_sessions
    from taken
    where place > 0
    group by
        told(pages[place + steps], 1),
        told(pages[place + steps + 1], 2),
        told(pages[place + steps + 2], 3)
)
select
    step as flow_step,
    if(step = 1, 'start', ['other', 'left', 'page'][least(next[step - 1], 2) + 1]) as from_kind,
    if(step = 1, trail[-1], named_at(step - 1)[next[step - 1]]) as flow_from,
    ['other', 'left', 'page'][least(next[step], 2) + 1] as to_kind,
    named_at(step)[next[step]] as flow_to,
    sum(way_sessions) as flow_sessions,
    sum(flow_sessions) over (partition by flow_step, from_kind, flow_from) as from_sessions
from ways
array join [1, 2, 3] as step
where
    step = 1
    or next[step - 1] != 1
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
