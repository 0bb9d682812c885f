-- When the last row of a site's costs was received, in Unix milliseconds.
-- Grain: one row.
select
    toUnixTimestamp64Milli(max(received)) as version
from costs
where site = {site:String}
