-- What these visitors did in each of their sessions: page views and engaged time of the session, magnets completed (form
-- submitted or file downloaded), and which of the pages asked for were viewed; a page ending in * stands for all that
-- begin so.
-- Grain: one row per session.
with visited as
(
    select
        session_id,
        groupUniqArrayIf(toString(magnet), magnet != '' and name in ('form_submit', 'download')) as magnets,
        arrayFilter(
            page -> arrayExists(
                seen -> if(endsWith(page, '*'), startsWith(lower(seen), lower(substring(page, 1, length(page) - 1))), lower(seen) = lower(page)),
                groupUniqArrayIf(path, name = 'pageview')
            ),
            {pages:Array(String)}
        ) as pages
    from events
    where
        site = {site:String}
        and session_id in
        (
            select session_id
            from session_summaries
            where
                site = {site:String}
                and visitor_id in {visitors:Array(UInt64)}
                and session_id >= {first_session:UInt64}
                and session_id <= {last_session:UInt64}
        )
        and session_id >= {first_session:UInt64}
        and session_id <= {last_session:UInt64}
        and bot = ''
    group by session_id
)
select
    s.visitor_id as visitor_id,
    toUnixTimestamp64Milli(s.started) as ms,
    s.page_views as page_views,
    s.engaged_seconds as engaged_seconds,
    v.magnets as magnets,
    v.pages as pages
from sessions as s
inner join visited as v on v.session_id = s.session_id
where
    s.site = {site:String}
    and s.session_id in (select session_id from visited)
    and s.session_id >= {first_session:UInt64}
    and s.session_id <= {last_session:UInt64}
