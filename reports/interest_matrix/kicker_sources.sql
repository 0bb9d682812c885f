-- Interesting: at least so many points for means; interested: at least so many for behaviour, both as last scored.
-- Tire-kickers (interested, not interesting) among the leads created in the period.
-- Grain: one row per channel and source of the converting touch, frozen when the lead was made; the 1,000 with most tire-kickers.
select
    converting_channel as channel,
    converting_source as source,
    countIf(interesting < {interesting_from:Int32} and interested >= {interested_from:Int32}) as tire_kicker_leads,
    count() as leads
from leads
where
    site = {site:String}
    and created >= {start:DateTime64(3,'UTC')}
    and created < {end:DateTime64(3,'UTC')}
    and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
    and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
group by
    channel,
    source
order by
    tire_kicker_leads desc,
    leads desc,
    channel,
    source
limit 1000
