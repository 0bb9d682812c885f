-- Forms sent that are taken for spam, when they arrived or since, by why: they make no lead that counts. Those of machines are among the kinds.
-- Grain: one row per form and reason, with the last day on which it happened, the 1,000 with most.
select
    form,
    spam as spam_reason,
    toString(toDate(toTimeZone(max(ts), {tz:String}))) as last_day,
    count() as spam_forms
from events
where
    site = {site:String}
    and ts >= {start:DateTime64(3,'UTC')}
    and ts < {end:DateTime64(3,'UTC')}
    and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
    and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    and bot = ''
    and name = 'form_submit'
    and spam != ''
group by
    form,
    spam_reason
order by
    spam_forms desc,
    form,
    spam_reason
limit 1000
