-- Who waits for a first contact: leads of the last days whom nobody contacted, and that are neither customers nor lost; and how
-- long the oldest has waited. leads: of all time.
-- Grain: one row.
with isNull(contacted) and isNull(customer) and isNull(lost) as is_waiting
select
    count() as leads,
    countIf(is_waiting and created >= {start:DateTime64(3, 'UTC')}) as waiting,
    countIf(is_waiting and created >= {day_ago:DateTime64(3, 'UTC')}) as of_today,
    toUnixTimestamp64Milli(minIf(created, is_waiting and created >= {start:DateTime64(3, 'UTC')})) as oldest_ms
from leads
where site = {site:String}
