-- How far ClickHouse is with writing derived columns again. parts_to_do: parts of the table that are left.
-- Grain: one row.
select
    count() as statements,
    sum(parts_to_do) as parts_left,
    max(latest_fail_reason) as reason
from system.mutations
where
    database = currentDatabase()
    and table = 'events'
    and not is_done
    and not is_killed
    and command like '%channel_rules%'
