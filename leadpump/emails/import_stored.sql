-- How many facts of one import are stored.
-- Grain: one row.
select count() as stored
from email_events
where
    site = {site:String}
    and toUnixTimestamp64Milli(received) = {received:Int64}
