-- What each sender of a site delivered in the days that are kept.
-- Grain: one row per sender.
select
    sender,
    count() as deliveries,
    countIf(verdict = 'taken') as taken,
    countIf(verdict = 'ignored') as ignored,
    countIf(verdict in ('refused', 'failed')) as refused,
    toUnixTimestamp64Milli(max(received)) as last_ms,
    toString(argMax(verdict, received)) as last_verdict,
    toString(argMax(reason, received)) as last_reason
from deliveries
where
    site = {site:String}
    and replay_of = toUUID('00000000-0000-0000-0000-000000000000')
group by sender
order by sender
