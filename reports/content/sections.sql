-- Sections that the site has marked: on which share of the showings of their page they came into view, and for how long.
-- The tag tells the seconds in parts; they are added up, and null where nobody told any. Where a section lies it does not
-- tell: of those who saw it, somebody read least far, and there or a little above it must be. Reach = section_showings / page_views; time = total seconds / showings.
-- Grain: one row per page and section, page by page: the most opened first, and on each the section most shown; 1,000 rows.
with
    seen as (
        select
            page_id,
            section,
            sumOrNull(toFloat64OrNull(props['seconds'])) as seconds
        from events
        where
            site = {site:String}
            and ts >= {start:DateTime64(3,'UTC')}
            and ts < {end:DateTime64(3,'UTC')} + interval 1 day
            and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
            and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
            and name = 'section'
            and bot = ''
        group by
            page_id,
            section
    ),
    -- Only those on which a section was seen: most have none, and need not be joined.
    shown as (
        select
            path,
            page_id,
            visitor_id,
            scroll
        from page_views
        where
            site = {site:String}
            and ts >= {start:DateTime64(3,'UTC')}
            and ts < {end:DateTime64(3,'UTC')}
            and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
            and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
            and page_id in
            (
                select page_id
                from events
                where
                    site = {site:String}
                    and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
                    and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
                    and name = 'section'
            )
    )
select
    path,
    section,
    count() as section_showings,
    any(showings.page_views) as page_views,
    min(scroll) as least_scroll,
    uniqExact(visitor_id) as visitors,
    round(sum(seconds), 3) as total_section_seconds
from seen
inner join shown using (page_id)
inner join
(
    select
        path,
        count() as page_views
    from page_views
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    group by path
) as showings using (path)
group by
    path,
    section
order by
    page_views desc,
    path,
    section_showings desc,
    section
limit 1000
