-- What held before one import of the entries that it told of.
-- Grain: one row per entry that held something then.
select *
from
(
    select
        toString(entry) as entry_id,
        toUnixTimestamp64Milli(ts) as ts_ms,
        toString(kind) as kind,
        person,
        recipients,
        campaign,
        subject,
        sequence,
        step,
        message,
        list,
        toString(utm_campaign) as utm_campaign,
        toString(provider) as provider,
        removed
    from email_events
    where
        site = {site:String}
        and toUnixTimestamp64Milli(received) < {received:Int64}
        and entry in
        (
            select entry
            from email_events
            where
                site = {site:String}
                and via = 'csv'
                and toUnixTimestamp64Milli(received) = {received:Int64}
        )
    order by
        received desc,
        id desc
    limit 1 by entry
)
where not removed
