-- When the last row of what was measured outside was received, in Unix milliseconds.
-- Grain: one row.
select
    toUnixTimestamp64Milli(max(received)) as version
from metrics
where site = {site:String}
