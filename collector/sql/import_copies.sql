-- Lines whose id stands in the file before: the first of each id counts. part, parts: ids are looked at by parts, in
-- little memory.
insert into {left_out:Identifier}
with
    several as
    (
        select cityHash64(id) as hash
        from {rows:Identifier}
        where cityHash64(id) % {parts:UInt32} = {part:UInt32}
        group by hash
        having count() > 1
    )
select
    ts,
    line,
    false as stored
from {rows:Identifier}
where cityHash64(id) in (select hash from several)
qualify row_number() over (partition by id order by line) > 1
