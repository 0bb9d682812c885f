-- Who waits for a first contact: leads of the last days that are new, and how long the oldest has waited. leads: of all time.
-- Grain: one row.
select
    count() as leads,
    countIf(stage = 'new' and isNull(contacted) and created >= {start:DateTime64(3, 'UTC')}) as waiting,
    countIf(stage = 'new' and isNull(contacted) and created >= {day_ago:DateTime64(3, 'UTC')}) as of_today,
    toUnixTimestamp64Milli(minIf(created, stage = 'new' and isNull(contacted) and created >= {start:DateTime64(3, 'UTC')})) as oldest_ms
from leads
where site = {site:String}
