-- The steps of each magnet, in distinct visitors: shown (it or its form came into view, or they did one of what follows), started
-- (they began its form), submitted (they sent it), downloaded its file; then in leads: those whose form or report carried the
-- magnet, and what they have become since. What completes a magnet is what is declared: its file (file_magnets), its form
-- (form_magnets, those that are attended too); either, where nothing is. Attended: leads of a magnet that is declared so with whom
-- a meeting is noted; nobody knows (null) as long as none is. No form, or no file, is null as well. Cost: what the ledger names the
-- magnet for. Score: the median of the points of both axes; null where no lead has any. A declared magnet is there even if unseen;
-- of one whose leads were all told from elsewhere, as at the stand of a fair, nobody knows who saw it (null).
-- Grain: one row per magnet.
with acted as
(
    select
        toString(magnet) as magnet,
        uniqExact(visitor_id) as shown_visitors,
        uniqExactIf(visitor_id, name in ('form_start', 'form_submit')) as started_visitors,
        uniqExactIf(visitor_id, name = 'form_submit') as submitted_visitors,
        uniqExactIf(visitor_id, name = 'download') as downloaded_visitors,
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
        countIf(via = 'form') as form_leads,
        countIf(isNotNull(mql)) as mql_leads,
        countIf(isNotNull(customer)) as customers,
        countIf(
            lead_id in
            (
                select lead_id
                from lead_changes
                where
                    site = {site:String}
                    and kind = 'meeting'
                    -- Without a magnet that is declared so, nothing is read.
                    and notEmpty({attended_magnets:Array(String)})
            )
        ) as attended_leads,
        if(
            countIf(interesting != 0 or interested != 0) = 0,
            null,
            sum(toInt32(interesting) + toInt32(interested))
        ) as total_score,
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
),
paid as
(
    select
        toString(magnet) as magnet,
        toNullable(sum(amount)) as cost
    from spend
    where
        site = {site:String}
        and day >= toDate(toTimeZone({start:DateTime64(3,'UTC')}, {tz:String}))
        and day <= toDate(toTimeZone({end:DateTime64(3,'UTC')} - interval 1 millisecond, {tz:String}))
        and currency = {currency:String}
        and magnet != ''
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
    if(is_elsewhere or acted.started_visitors = 0 and has({file_magnets:Array(String)}, magnet), null, acted.started_visitors) as started_visitors,
    if(is_elsewhere or acted.submitted_visitors = 0 and has({file_magnets:Array(String)}, magnet), null, acted.submitted_visitors) as submitted_visitors,
    if(acted.downloaded_visitors = 0 and not has({file_magnets:Array(String)}, magnet), null, acted.downloaded_visitors) as downloaded_visitors,
    if(isNull(submitted_visitors), acted.shown_visitors, submitted_visitors) as before_download_visitors,
    if(is_elsewhere, null, acted.completed_visitors) as completed_visitors,
    made.leads as leads,
    made.form_leads as form_leads,
    if(made.attended_leads > 0 and has({attended_magnets:Array(String)}, magnet), made.attended_leads, null) as attended_leads,
    made.mql_leads as mql_leads,
    made.customers as customers,
    made.total_score as total_score,
    made.revenue as revenue,
    paid.cost as cost
from acted
full outer join made using (magnet)
full outer join paid using (magnet)
full outer join declared using (magnet)
order by
    shown_visitors desc,
    leads desc,
    magnet
limit 1000
