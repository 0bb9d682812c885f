-- The rows of the slice that are left to the loader, as it reads them.
-- Grain: one row per event.
select
    * except (line, session_id, received, via) replace (toUnixTimestamp64Milli(ts) as ts)
from
(
    select *
    from {rows:Identifier}
    where
        ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
        and ts < fromUnixTimestamp64Milli({end:Int64}, 'UTC')
        and line in (select line from {slice:Identifier})
        and line not in (select line from {places:Identifier} where session_id > 0)
    order by
        ts,
        line
)
settings output_format_json_quote_decimals = 1
