-- Leads as the list shows them, spam apart. An empty text or list asks for all. waiting: only those whom nobody
-- contacted, and that are neither customers nor lost.
-- best_first: the best score first, then who waits longest; else the newest first.
-- Grain: one row per lead.
select
    toString(lead_id) as lead,
    toUnixTimestamp64Milli(created) as created_ms,
    magnet,
    form,
    via,
    converting_channel,
    converting_source,
    stage,
    lost_reason,
    spam,
    consent,
    interesting,
    interested,
    if(isNull(contacted), null, dateDiff('second', created, contacted)) as contacted_seconds,
    orders,
    toFloat64(revenue) as revenue
from all_leads
where
    site = {site:String}
    and (spam != '') = {spam:Bool}
    and ({stage:String} = '' or stage = {stage:String})
    and ({channel:String} = '' or converting_channel = {channel:String})
    and ({magnet:String} = '' or magnet = {magnet:String})
    and ({quadrant:String} = '' or {quadrant:String} = multiIf(
        interesting >= {interesting_from:Int32} and interested >= {interested_from:Int32}, 'both',
        interesting >= {interesting_from:Int32}, 'interesting',
        interested >= {interested_from:Int32}, 'interested',
        'neither'
    ))
    and created >= {start:DateTime64(3, 'UTC')}
    and created < {end:DateTime64(3, 'UTC')}
    and (not {waiting:Bool} or (isNull(contacted) and isNull(customer) and isNull(lost)))
    and (not {searched:Bool} or lead_id in
    (
        select lead_id
        from lead_events
        where
            site = {site:String}
            and kind in ('created', 'submission')
            and
            (
                has({persons:Array(UInt64)}, person)
                or has({parts:Array(UUID)}, subject_id)
                or has({parts:Array(UUID)}, lead_id)
            )
    ))
order by
    if({best_first:Bool}, interesting + interested, 0) desc,
    if({best_first:Bool}, toUnixTimestamp64Milli(created), -toUnixTimestamp64Milli(created)),
    lead_id
limit {most:UInt32} offset {skipped:UInt32}
