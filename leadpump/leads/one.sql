-- A lead, told by its own id or by that of any submission joined to it.
-- Grain: one row, or none.
select
    toString(lead_id) as lead,
    toUnixTimestamp64Milli(created) as created_ms,
    via,
    form,
    magnet,
    path,
    cast(answers, 'Map(String, String)') as answers,
    submissions,
    consent,
    spam,
    stage,
    lost_reason,
    if(isNull(contacted), null, dateDiff('second', created, contacted)) as contacted_seconds,
    orders,
    toFloat64(revenue) as revenue,
    interesting,
    interested,
    toUnixTimestamp64Milli(first_touched) as first_ms,
    first_channel,
    first_source,
    first_medium,
    first_campaign,
    first_landing_path,
    toUnixTimestamp64Milli(last_touched) as last_ms,
    last_channel,
    last_source,
    last_medium,
    last_campaign,
    last_landing_path,
    toUnixTimestamp64Milli(converting_touched) as converting_ms,
    converting_channel,
    converting_source,
    converting_medium,
    converting_campaign,
    converting_landing_path
from all_leads
where
    site = {site:String}
    and lead_id in
    (
        select argMin(lead_id, (received, id))
        from lead_events
        where
            site = {site:String}
            and kind in ('created', 'submission')
            and (subject_id = {lead:UUID} or lead_id = {lead:UUID})
        group by subject_id
    )
order by lead_id = {lead:UUID} desc
limit 1
