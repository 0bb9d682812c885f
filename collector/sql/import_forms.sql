-- The forms of a file whose event is not stored, of whatever time. first and last (Unix milliseconds) are those of the file.
-- Grain: one row per event of the file.
select record
from {forms:Identifier}
where
    id not in
    (
        select id
        from events
        where
            site in {sites:Array(String)}
            and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
            and ts <= fromUnixTimestamp64Milli({last:Int64}, 'UTC')
            and id in (select id from {forms:Identifier})
    )
order by
    ts,
    line
