-- What happened to a lead, withdrawn facts left out.
-- Grain: one row per fact.
select
    toString(id) as id,
    toUnixTimestamp64Milli(ts) as ms,
    kind,
    stage,
    reason,
    if(isNull(value), null, toFloat64(value)) as value,
    currency,
    order_id,
    consent,
    interesting,
    interested,
    author,
    via
from lead_changes
where
    site = {site:String}
    and lead_id = {lead:UUID}
order by
    ms,
    id
limit 1000
