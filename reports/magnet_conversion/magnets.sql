-- Magnet conversion rate = visitors who completed the magnet (its form submitted or its file downloaded) / visitors to
-- whom it was shown (it came into view, or they completed it). Leads are those whose form carried the magnet;
-- customers and revenue are what these leads have become since.
-- Grain: one row per magnet.
with actions as
(
    select
        magnet,
        uniqExact(visitor_id) as shown_visitors,
        uniqExactIf(visitor_id, name in ('form_submit', 'download')) as completed_visitors
    from events
    where
        site = {site:String}
        and ts >= {start:DateTime64(3,'UTC')}
        and ts < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
        and bot = ''
        and magnet != ''
        and name in ('magnet_view', 'form_submit', 'download')
    group by magnet
),
made as
(
    select
        magnet,
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
        and magnet != ''
    group by magnet
)
select
    actions.magnet as magnet,
    actions.shown_visitors as shown_visitors,
    actions.completed_visitors as completed_visitors,
    made.leads as leads,
    made.customers as customers,
    made.revenue as revenue
from actions
left join made on made.magnet = actions.magnet
order by
    shown_visitors desc,
    magnet
limit 1000
