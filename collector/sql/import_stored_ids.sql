-- Ids of stored events that an import was cut off before writing down: they are counted, and the loader must know.
insert into event_ids
select distinct
    id,
    now('UTC') as received
from {rows:Identifier}
where
    cityHash64(id) % {parts:UInt32} = {part:UInt32}
    and line in (select line from {left_out:Identifier} where stored)
    and id not in (select id from event_ids where cityHash64(id) % {parts:UInt32} = {part:UInt32})
