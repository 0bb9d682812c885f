-- How many leads the list would show.
-- Grain: one row.
select
    count() as leads
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
