-- Campaigns written in more than one way, in addresses or in costs: case, spaces, dots, hyphens and underscores do not
-- matter. spent: in the site's currency.
-- Grain: one row per campaign and spelling, with the sessions and the costs that carry it, of the campaigns with more than
-- one spelling.
with named as
(
    select
        utm_campaign as spelling,
        uniqExact(session_id) as carrying,
        toDecimal64(0, 4) as paid
    from events
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        and bot = ''
        and name = 'pageview'
        and utm_campaign != ''
    group by spelling
    union all
    select
        campaign as spelling,
        0 as carrying,
        sumIf(amount, currency = {currency:String}) as paid
    from spend
    where
        site = {site:String}
        and day >= toDate(toTimeZone({start:DateTime64(3,'UTC')}, {tz:String}))
        and day <= toDate(toTimeZone({end:DateTime64(3,'UTC')} - interval 1 millisecond, {tz:String}))
        and campaign != ''
    group by spelling
),
spellings as
(
    select
        replaceRegexpAll(lowerUTF8(named.spelling), '[\\s._-]+', '') as family,
        named.spelling as written,
        sum(named.carrying) as tagged_sessions,
        sum(named.paid) as spent
    from named
    group by
        family,
        written
),
families as
(
    select
        family,
        argMax(written, (tagged_sessions, written)) as family_name
    from spellings
    group by family
    having count() > 1
)
select
    families.family_name as campaign,
    spellings.written as utm_campaign,
    spellings.tagged_sessions as tagged_sessions,
    spellings.spent as spent
from spellings
inner join families on families.family = spellings.family
order by
    campaign,
    tagged_sessions desc,
    utm_campaign
limit 1000
