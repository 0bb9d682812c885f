-- The channels and magnets that leads of the site have, for its filters.
-- Grain: one row.
select
    arraySort(groupUniqArray(200)(toString(converting_channel))) as channels,
    arraySort(groupUniqArray(200)(toString(magnet))) as magnets,
    countIf(spam != '') as spam
from all_leads
where site = {site:String}
