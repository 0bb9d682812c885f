-- The same steps over all magnets, by channel: of visitors, that of their visit; of leads that a magnet brought, that of the
-- converting touch, the last before they were made. A visitor who came by two channels counts in both. Before a download come
-- those who sent the form of a magnet that has a file, or saw such a magnet that has no form; forms without a file have none to
-- download. Of a channel whose leads were all told from elsewhere nobody knows what they saw (null).
-- Grain: one row per channel.
with acted as
(
    select
        session_id,
        visitor_id,
        name,
        magnet
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
),
visits as
(
    select
        session_id,
        toString(channel) as channel
    from sessions
    where
        site = {site:String}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
),
-- Who took each step, by magnet and channel. Of a magnet that has a file, those who come before its download are those who sent
-- its form, or of one without a form those who saw it.
steps as
(
    select
        magnet,
        visits.channel as channel,
        uniqExactState(visitor_id) as shown,
        uniqExactStateIf(visitor_id, name in ('form_start', 'form_submit')) as started,
        uniqExactStateIf(visitor_id, name = 'form_submit') as submitted,
        uniqExactStateIf(visitor_id, name = 'download') as downloaded,
        uniqExactStateIf(
            visitor_id,
            name = 'form_submit' and not has({file_magnets:Array(String)}, toString(magnet))
                or name = 'download' and not has({form_magnets:Array(String)}, toString(magnet))
        ) as completed,
        max(countIf(name = 'form_submit') > 0) over (partition by magnet) as has_form,
        max(has({file_magnets:Array(String)}, toString(magnet)) or countIf(name = 'download') > 0) over (partition by magnet) as has_file
    from acted
    left join visits on visits.session_id = acted.session_id
    group by
        magnet,
        channel
),
seen as
(
    select
        channel,
        uniqExactMerge(shown) as shown_visitors,
        uniqExactMerge(started) as started_visitors,
        uniqExactMerge(submitted) as submitted_visitors,
        uniqExactMerge(downloaded) as downloaded_visitors,
        uniqExactMergeIf(if(has_form, submitted, shown), has_file) as before_download_visitors,
        uniqExactMerge(completed) as completed_visitors
    from steps
    group by channel
),
made as
(
    select
        toString(converting_channel) as channel,
        count() as leads,
        countIf(via = 'form') as form_leads,
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
    group by channel
)
select
    channel,
    if(seen.shown_visitors = 0, null, seen.shown_visitors) as shown_visitors,
    if(seen.shown_visitors = 0, null, seen.started_visitors) as started_visitors,
    if(seen.shown_visitors = 0, null, seen.submitted_visitors) as submitted_visitors,
    if(seen.downloaded_visitors = 0 and seen.before_download_visitors = 0, null, seen.downloaded_visitors) as downloaded_visitors,
    seen.before_download_visitors as before_download_visitors,
    if(seen.shown_visitors = 0, null, seen.completed_visitors) as completed_visitors,
    made.leads as leads,
    made.form_leads as form_leads,
    made.mql_leads as mql_leads,
    made.customers as customers,
    made.revenue as revenue
from seen
full outer join made using (channel)
order by
    shown_visitors desc,
    leads desc,
    channel
limit 1000
