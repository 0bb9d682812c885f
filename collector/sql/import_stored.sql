-- Lines whose event is stored, of whatever time: an import that is repeated counts nothing twice.
-- first and last (Unix milliseconds) are those of the file.
insert into {left_out:Identifier}
select
    ts,
    line,
    true as stored
from {rows:Identifier}
where
    cityHash64(id) % {parts:UInt32} = {part:UInt32}
    and id in
    (
        select id
        from events
        where
            site in {sites:Array(String)}
            and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
            and ts <= fromUnixTimestamp64Milli({last:Int64}, 'UTC')
            and cityHash64(id) % {parts:UInt32} = {part:UInt32}
    )
