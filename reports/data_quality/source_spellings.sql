-- Sources written in more than one way: utm_source as it stands in the addresses, beside the source it was taken for, where
-- several spellings mean the same one. Known aliases have the same source; of others, case, spaces, hyphens and underscores
-- do not matter.
-- Grain: one row per source and spelling, with the sessions that carry it, of the sources with more than one spelling.
with tagged as
(
    select
        replaceRegexpAll(lowerUTF8(source), '[\\s_-]+', '') as family,
        source as known_as,
        utm_source as spelling,
        uniqExact(session_id) as carrying
    from events
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        and bot = ''
        and name = 'pageview'
        and utm_source != ''
    group by
        family,
        known_as,
        spelling
),
families as
(
    select
        family,
        argMax(known_as, (carrying, known_as)) as family_name
    from tagged
    group by family
    having uniqExact(spelling) > 1
)
select
    families.family_name as source,
    tagged.spelling as utm_source,
    sum(tagged.carrying) as tagged_sessions
from tagged
inner join families on families.family = tagged.family
group by
    source,
    utm_source
order by
    source,
    tagged_sessions desc,
    utm_source
limit 1000
