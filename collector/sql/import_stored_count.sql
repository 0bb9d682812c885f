-- How much has to be looked through for ids: events between two times (Unix milliseconds), and the list of ids.
-- Grain: one row.
select
    count() as events,
    (select count() from event_ids) as ids
from events
where
    site in {sites:Array(String)}
    and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
    and ts <= fromUnixTimestamp64Milli({last:Int64}, 'UTC')
