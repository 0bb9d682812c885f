-- A site's deliveries, newest first, each as the latest replay of it left it, without its body. sender: '' for all. only: 'failed'
-- for those that were not taken and may be replayed, 'refused' for those refused or failed, '' for all.
-- Grain: one row per delivery; replays are not rows of their own.
with own as
(
    select
        id,
        replay_of,
        received,
        sender,
        kind,
        event,
        verdict,
        reason,
        detail,
        messages,
        facts,
        notEmpty(sealed) as is_kept
    from deliveries
    where
        site = {site:String}
        and ({sender:String} = '' or sender = {sender:String})
),
replays as
(
    select
        replay_of as delivery,
        max(received) as replayed,
        argMax(own.kind, own.received) as kind,
        argMax(own.verdict, own.received) as verdict,
        argMax(own.reason, own.received) as reason,
        argMax(own.detail, own.received) as detail,
        argMax(own.facts, own.received) as facts
    from own
    where replay_of != toUUID('00000000-0000-0000-0000-000000000000')
    group by replay_of
),
shown as
(
    select
        toString(o.id) as id,
        toUnixTimestamp64Milli(o.received) as ms,
        o.sender as sender,
        if(r.verdict = '', o.kind, r.kind) as kind,
        if(r.verdict = '', toString(o.verdict), toString(r.verdict)) as verdict,
        if(r.verdict = '', toString(o.reason), toString(r.reason)) as reason,
        if(r.verdict = '', o.detail, r.detail) as detail,
        if(r.verdict = '', o.facts, r.facts) as facts,
        o.messages as messages,
        o.is_kept as is_kept,
        if(r.verdict = '', 0, toUnixTimestamp64Milli(r.replayed)) as replayed_ms,
        o.event != toUUID('00000000-0000-0000-0000-000000000000')
            and row_number() over (partition by o.sender, o.event order by o.received, o.id) > 1 as is_repeat
    from own as o
    left join replays as r on r.delivery = o.id
    where o.replay_of = toUUID('00000000-0000-0000-0000-000000000000')
)
select
    *,
    count() over () as found
from shown
where
    {only:String} = ''
    or ({only:String} = 'failed' and verdict != 'taken' and reason in ('unreadable', 'failed', 'no_stage', 'other_currency') and is_kept)
    or ({only:String} = 'refused' and verdict in ('refused', 'failed'))
order by
    ms desc,
    id
limit {most:UInt32} offset {first:UInt32}
