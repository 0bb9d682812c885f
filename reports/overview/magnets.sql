-- The magnets as the board has them: distinct visitors to whom each was shown and who completed it, as magnet_conversion/magnets.sql
-- counts them, and the leads it brought with the customers they have become since. Leads without a magnet are a row of their own,
-- so that all add up; what their visitors saw, as of leads told from elsewhere, nobody knows (null). A declared magnet is there
-- even if unseen.
-- Grain: one row per magnet, and one for none.
with acted as
(
    select
        toString(magnet) as magnet,
        uniqExact(visitor_id) as shown_visitors,
        uniqExactIf(
            visitor_id,
            name = 'form_submit' and not has({file_magnets:Array(String)}, toString(magnet))
                or name = 'download' and not has({form_magnets:Array(String)}, toString(magnet))
        ) as completed_visitors
    from visitor_events
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
    group by magnet
),
made as
(
    select
        toString(magnet) as magnet,
        count() as leads,
        countIf(isNotNull(customer)) as customers
    from leads
    where
        site = {site:String}
        and created >= {start:DateTime64(3,'UTC')}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    group by magnet
),
declared as
(
    select arrayJoin(cast({magnets:Array(String)}, 'Array(String)')) as magnet
)
select
    magnet,
    acted.shown_visitors = 0 and made.leads > 0 as is_elsewhere,
    if(is_elsewhere, null, acted.shown_visitors) as shown_visitors,
    if(is_elsewhere, null, acted.completed_visitors) as completed_visitors,
    made.leads as leads,
    made.customers as customers
from acted
full outer join made using (magnet)
full outer join declared using (magnet)
order by
    shown_visitors desc,
    leads desc,
    magnet
limit 1000
