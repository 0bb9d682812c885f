-- Sections that the site has marked: on how many showings of their page they came into view, and for how long.
-- The tag tells the seconds in parts; they are added up. Time = total seconds / showings.
-- Grain: one row per page and section, the 1,000 most shown.
select
    path,
    section,
    uniqExact(page_id) as section_showings,
    uniqExact(visitor_id) as visitors,
    round(sum(toFloat64OrZero(props['seconds'])), 3) as total_section_seconds
from events
where
    site = {site:String}
    and ts >= {start:DateTime64(3,'UTC')}
    and ts < {end:DateTime64(3,'UTC')}
    and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
    and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    and name = 'section'
    and bot = ''
group by
    path,
    section
order by
    section_showings desc,
    path,
    section
limit 1000
