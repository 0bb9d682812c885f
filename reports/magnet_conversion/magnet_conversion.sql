-- The same over all magnets: a visitor who was shown several counts once. Leads are those made with a magnet.
-- Grain: one row.
with acted as
(
    select
        uniqExact(visitor_id) as shown_visitors,
        uniqExactIf(visitor_id, name in ('form_start', 'form_submit')) as started_visitors,
        uniqExactIf(
            visitor_id,
            name = 'form_submit' and not has({file_magnets:Array(String)}, toString(magnet))
                or name = 'download' and not has({form_magnets:Array(String)}, toString(magnet))
        ) as completed_visitors
    from events
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        and bot = ''
        and spam = ''
        and magnet != ''
        and name in ('magnet_view', 'form_view', 'form_start', 'form_submit', 'download')
),
made as
(
    select
        count() as leads,
        countIf(isNotNull(mql)) as mql_leads,
        countIf(isNotNull(customer)) as customers,
        sum(revenue) as revenue
    from leads
    where
        site = {site:String}
        and created >= {start:DateTime64(3,'UTC')}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        and magnet != ''
)
select
    acted.shown_visitors as shown_visitors,
    acted.started_visitors as started_visitors,
    acted.completed_visitors as completed_visitors,
    made.leads as leads,
    made.mql_leads as mql_leads,
    made.customers as customers,
    made.revenue as revenue
from acted
cross join made
