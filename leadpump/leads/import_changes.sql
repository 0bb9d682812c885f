-- What one import told of leads, and nobody has withdrawn.
-- Grain: one row per fact.
select toString(id) as fact
from lead_events
where
    site = {site:String}
    and via = 'csv'
    and toUnixTimestamp64Milli(received) = {received:Int64}
    and kind not in ('created', 'submission', 'reported', 'retracted')
    and id not in (select subject_id from lead_events where site = {site:String} and kind = 'retracted')
