-- The last 30 minutes: visitors with any event in them, and in the last five of them; pages opened; sessions in which a
-- form was submitted that is not spam.
-- Grain: one row.
select
    uniqExactIf(visitor_id, ts >= {end:DateTime64(3,'UTC')} - interval 5 minute) as current_visitors,
    uniqExact(visitor_id) as recent_visitors,
    countIf(name = 'pageview') as page_views,
    uniqExactIf(session_id, name = 'form_submit' and spam = '') as leads
from events
where
    site = {site:String}
    and ts >= {start:DateTime64(3,'UTC')}
    and ts < {end:DateTime64(3,'UTC')}
    and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
    and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    and bot = ''
