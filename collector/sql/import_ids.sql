-- The ids of the stored slice, so that a copy that comes over HTTP, or waits in the spool, is not counted again.
insert into event_ids
select
    id,
    now('UTC') as received
from {part:Identifier}
