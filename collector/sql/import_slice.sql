-- The lines of a time that are to be stored: those not left out, and whose id was not counted in the last 40 days.
-- share, shares: where very much happened at once, the visitors are divided.
insert into {slice:Identifier}
with
    here as
    (
        select *
        from {rows:Identifier}
        where
            ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
            and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
            and cityHash64(visitor_id) % {shares:UInt32} = {share:UInt32}
    )
select
    line,
    site,
    visitor_id,
    ts,
    page_id
from here
where
    line not in
    (
        select line
        from {left_out:Identifier}
        where
            ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
            and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
    )
    and id not in (select id from event_ids where id in (select id from here))
