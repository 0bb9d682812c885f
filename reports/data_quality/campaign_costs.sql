-- Campaigns of which the money and the visits do not meet: with a cost and no visit in the period, or tagged as paid (their
-- channel is a paid one) and without a cost. Names are the same only to the letter. spent: in the site's currency.
-- Grain: one row per campaign.
with met as
(
    select
        utm_campaign as named,
        uniqExact(session_id) as carrying,
        uniqExactIf(session_id, startsWith(channel, 'Paid ') or channel in ('Display', 'Cross-network')) as paid_for,
        0 as entries,
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
    group by named
    union all
    select
        campaign as named,
        0 as carrying,
        0 as paid_for,
        count() as entries,
        sumIf(amount, currency = {currency:String}) as paid
    from spend
    where
        site = {site:String}
        and day >= toDate(toTimeZone({start:DateTime64(3,'UTC')}, {tz:String}))
        and day <= toDate(toTimeZone({end:DateTime64(3,'UTC')} - interval 1 millisecond, {tz:String}))
        and campaign != ''
    group by named
)
select
    met.named as campaign,
    if(sum(met.entries) > 0, 'cost_without_visits', 'visits_without_cost') as finding,
    sum(met.carrying) as tagged_sessions,
    sum(met.paid) as spent
from met
group by campaign
having
    (sum(met.entries) > 0 and tagged_sessions = 0)
    or (sum(met.entries) = 0 and sum(met.paid_for) > 0)
order by
    finding,
    spent desc,
    tagged_sessions desc,
    campaign
limit 1000
