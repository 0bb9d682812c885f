-- The ids of the stored slice, so that a copy that comes over HTTP, or waits in the spool, is not counted again.
insert into event_ids
select
    id,
    now('UTC') as received
from {rows:Identifier}
where
    ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
    and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
    and line in (select line from {places:Identifier} where session_id > 0)
