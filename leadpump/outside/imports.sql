-- The imports of a site, the latest first. stored: rows that have arrived, those that take it back aside. undone: as many take
-- it back; one that was undone while its rows still arrived is not, and can be undone again.
-- Grain: one row per import.
select
    toString(import_id) as import,
    toUnixTimestamp64Milli(min(received)) as received_ms,
    argMin(author, received) as writer,
    argMin(origin, received) as file,
    countIf(not removed) as stored,
    countIf(removed) >= countIf(not removed) as undone,
    min(day) as first,
    max(day) as last,
    arraySort(groupUniqArray(metric)) as metrics
from metrics
where
    site = {site:String}
    and import_id != toUUID('00000000-0000-0000-0000-000000000000')
group by import_id
order by received_ms desc
limit 50
