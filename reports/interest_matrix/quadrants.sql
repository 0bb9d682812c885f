-- Interesting: at least so many points for means; interested: at least so many for behaviour, both as last scored.
-- Leads created in the period, and what became of them since.
-- Grain: one row per quadrant in which there is a lead.
select
    multiIf(
        interesting >= {interesting_from:Int32} and interested >= {interested_from:Int32}, 'both',
        interesting >= {interesting_from:Int32}, 'interesting',
        interested >= {interested_from:Int32}, 'interested',
        'neither'
    ) as quadrant,
    count() as leads,
    countIf(isNotNull(customer)) as customers,
    sum(revenue) as revenue
from leads
where
    site = {site:String}
    and created >= {start:DateTime64(3,'UTC')}
    and created < {end:DateTime64(3,'UTC')}
    and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
    and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
group by quadrant
order by indexOf(['both', 'interesting', 'interested', 'neither'], quadrant)
