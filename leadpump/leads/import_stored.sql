-- How many facts of one import are stored; those that undo something are received at its moment too.
-- Grain: one row.
select count() as stored
from lead_events
where
    site = {site:String}
    and toUnixTimestamp64Milli(received) = {received:Int64}
    and
    (
        (via = 'csv' and kind not in ('created', 'submission'))
        or kind = 'retracted'
    )
