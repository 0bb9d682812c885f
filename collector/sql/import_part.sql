-- The finished rows of the slice, in a table like events whose parts then become parts of it.
insert into {part:Identifier}
select
    * except (line, place) replace
    (
        place as session_id,
        fromUnixTimestamp64Milli({received:Int64}, 'UTC') as received,
        'import' as via
    )
from {rows:Identifier} as r
inner join
(
    select
        line,
        session_id as place
    from {places:Identifier}
    where session_id > 0
) as p using (line)
where
    ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
    and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
settings max_partitions_per_insert_block = 0
