-- What visits achieved in the period: leads and the stages they have reached since, magnets completed, events.
-- Grain: one row per conversion.
select
    conversion,
    count() as conversions
from conversions
where
    site = {site:String}
    and conversion != 'revenue'
    and converted >= {start:DateTime64(3,'UTC')}
    and converted < {end:DateTime64(3,'UTC')}
    and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
    and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
group by conversion
order by
    conversions desc,
    conversion
limit 1000
