-- What each channel brought and cost: the sessions that started in the period; the leads created in it, under the last touch,
-- direct ones too, that was frozen when they were made, and those of them who have become customers since; and the costs of the
-- period's days in the site's currency: without an entry there is no cost, not one of 0.
-- Grain: one row per channel; what was spent without naming one is a row of its own (unassigned).
with joined as
(
    select
        toString(channel) as channel,
        0 as unassigned,
        count() as begun,
        0 as made,
        0 as won,
        cast(null as Nullable(Decimal(38, 4))) as spent
    from sessions
    where
        site = {site:String}
        and started >= {start:DateTime64(3,'UTC')}
        and started < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    group by channel
    union all
    select
        toString(converting_channel) as channel,
        0 as unassigned,
        0 as begun,
        count() as made,
        countIf(isNotNull(customer)) as won,
        null as spent
    from leads
    where
        site = {site:String}
        and created >= {start:DateTime64(3,'UTC')}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    group by channel
    union all
    select
        toString(channel) as channel,
        channel = '' as unassigned,
        0 as begun,
        0 as made,
        0 as won,
        sum(amount) as spent
    from spend
    where
        site = {site:String}
        and day >= toDate(toTimeZone({start:DateTime64(3,'UTC')}, {tz:String}))
        and day <= toDate(toTimeZone({end:DateTime64(3,'UTC')} - interval 1 millisecond, {tz:String}))
        and currency = {currency:String}
    group by channel
)
select
    channel,
    unassigned,
    sum(begun) as sessions,
    sum(made) as leads_last,
    sum(won) as customers_last,
    sum(spent) as cost
from joined
group by
    channel,
    unassigned
order by
    leads_last desc,
    sessions desc,
    channel,
    unassigned
limit 1000
