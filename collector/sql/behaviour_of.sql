-- What the visitors of leads' submissions did together: in all of their sessions from so many days before a lead's first submission
-- on, on every page and with every magnet completed (form submitted or file downloaded). pages: which of those asked for were viewed;
-- one ending in * stands for all that begin so. leads: of these; where it is empty, of all that the site made since then.
-- Grain: one row per lead with sessions.
with submitters as
(
    select
        lead_id,
        groupUniqArray(visitor_id) as visitors,
        min(ts) - toIntervalDay({days:UInt16}) as counts_from
    from lead_events
    where
        site = {site:String}
        and kind in ('created', 'submission')
        and if(
            empty({leads:Array(UUID)}),
            lead_id in
            (
                select lead_id
                from lead_events
                where
                    site = {site:String}
                    and kind = 'created'
                    and ts >= fromUnixTimestamp64Milli({since:Int64})
            ),
            lead_id in {leads:Array(UUID)}
        )
    group by lead_id
),
theirs as
(
    select session_id
    from session_summaries
    where
        site = {site:String}
        and session_id >= {first_session:UInt64}
        and visitor_id in (select arrayJoin(visitors) from submitters)
),
completed as
(
    select
        session_id,
        groupUniqArray(toString(magnet)) as magnets
    from events
    where
        site = {site:String}
        and name in ('form_submit', 'download')
        and magnet != ''
        and bot = ''
        and session_id >= {first_session:UInt64}
        and session_id in (select session_id from theirs)
    group by session_id
)
select
    toString(lead_id) as lead_id,
    sum(s.page_views) as page_views,
    sum(s.engaged_seconds) as engaged_seconds,
    count() as sessions,
    length(groupUniqArrayArray(c.magnets)) as magnets,
    groupUniqArrayArray(
        arrayFilter(
            page -> arrayExists(
                seen -> if(endsWith(page, '*'), startsWith(lower(seen), lower(substring(page, 1, length(page) - 1))), lower(seen) = lower(page)),
                s.paths
            ),
            {pages:Array(String)}
        )
    ) as pages
from sessions as s
inner join
(
    select
        lead_id,
        counts_from,
        arrayJoin(visitors) as visitor_id
    from submitters
) as who on who.visitor_id = s.visitor_id
left join completed as c on c.session_id = s.session_id
where
    s.site = {site:String}
    and s.session_id >= {first_session:UInt64}
    and s.session_id in (select session_id from theirs)
    and s.started >= who.counts_from
group by lead_id
