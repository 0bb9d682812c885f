-- What moved leads and sessions: each channel, entry page and magnet in the period beside the one before it. A lead stands
-- under the channel and the page of its converting touch, and under its magnet. The changes of all channels add up to the change
-- of the whole; so do those of all pages, and of all magnets. No session begins at a magnet: it has none to count.
-- Grain: one row per channel, entry page and magnet, the 1,000 that moved leads most.
with counted as
(
    select
        if(grouping(channel) = 0, ('channel', toString(channel)), ('entry_page', toString(entry_path))) as told,
        0 as is_lead,
        1 as is_now,
        count() as n
    from sessions
    where
        site = {site:String}
        and started >= {start:DateTime64(3,'UTC')}
        and started < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    group by grouping sets ((channel), (entry_path))
    union all
    select
        if(grouping(channel) = 0, ('channel', toString(channel)), ('entry_page', toString(entry_path))) as told,
        0 as is_lead,
        0 as is_now,
        count() as n
    from sessions
    where
        site = {site:String}
        and started >= {before_start:DateTime64(3,'UTC')}
        and started < {before_end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({before_start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({before_end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    group by grouping sets ((channel), (entry_path))
    union all
    select
        multiIf(
            grouping(converting_channel) = 0, ('channel', toString(converting_channel)),
            grouping(magnet) = 0, ('magnet', toString(magnet)),
            ('entry_page', converting_landing_path)
        ) as told,
        1 as is_lead,
        1 as is_now,
        count() as n
    from leads
    where
        site = {site:String}
        and created >= {start:DateTime64(3,'UTC')}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    group by grouping sets ((converting_channel), (converting_landing_path), (magnet))
    union all
    select
        multiIf(
            grouping(converting_channel) = 0, ('channel', toString(converting_channel)),
            grouping(magnet) = 0, ('magnet', toString(magnet)),
            ('entry_page', converting_landing_path)
        ) as told,
        1 as is_lead,
        0 as is_now,
        count() as n
    from leads
    where
        site = {site:String}
        and created >= {before_start:DateTime64(3,'UTC')}
        and created < {before_end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({before_start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({before_end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    group by grouping sets ((converting_channel), (converting_landing_path), (magnet))
)
select
    told.1 as part_kind,
    told.2 as part,
    sumIf(n, is_lead and is_now) as part_leads,
    sumIf(n, is_lead and not is_now) as leads_before,
    toInt64(part_leads) - toInt64(leads_before) as leads_change,
    if(part_kind = 'magnet', null, sumIf(n, not is_lead and is_now)) as part_sessions,
    if(part_kind = 'magnet', null, sumIf(n, not is_lead and not is_now)) as sessions_before,
    toInt64(part_sessions) - toInt64(sessions_before) as sessions_change
from counted
group by told
order by
    abs(leads_change) desc,
    abs(sessions_change) desc,
    part_sessions desc,
    part_kind,
    part
limit 1000
