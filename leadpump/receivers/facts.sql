-- What receivers are told: leads that were made, and the stages that leads reached; nothing of what is taken for spam. A sale
-- is told where it makes its lead a customer.
-- since: Unix milliseconds. ids: only these facts; all of them if it is empty.
-- Grain: one row per fact.
with made as
(
    select
        lead_id as whose,
        argMin(id, (received, id)) as fact
    from lead_events
    where
        site = {site:String}
        and kind = 'created'
    group by whose
),
steps as
(
    select
        lead_id as whose,
        id as fact,
        ts as happened,
        if(kind = 'sale', 'customer', stage) as reached,
        reason as why,
        value as amount,
        currency as money,
        kind = 'sale' and countIf(kind = 'sale' or stage = 'customer') over
        (
            partition by lead_id
            order by
                ts,
                id
            rows between unbounded preceding and 1 preceding
        ) > 0 as is_further_sale
    from lead_changes
    where
        site = {site:String}
        and kind in ('stage', 'sale')
),
told as
(
    select
        'lead' as type,
        m.fact as fact,
        m.whose as whose,
        l.created as happened,
        '' as reached,
        '' as why,
        cast(null, 'Nullable(Float64)') as amount,
        '' as money
    from made as m
    inner join leads as l on l.lead_id = m.whose
    where l.site = {site:String}
    union all
    select
        'stage' as type,
        fact,
        whose,
        happened,
        toString(reached),
        toString(why),
        toFloat64(amount),
        toString(money)
    from steps
    where not is_further_sale
)
select
    t.type as type,
    toString(t.fact) as id,
    toString(t.whose) as lead,
    toUnixTimestamp64Milli(t.happened) as ms,
    t.reached as stage,
    t.why as reason,
    t.amount as value,
    t.money as currency,
    toString(l.via) as via,
    toString(l.form) as form,
    toString(l.magnet) as magnet,
    l.path as path,
    toString(l.first_channel) as channel,
    toString(l.first_source) as source,
    toString(l.first_medium) as medium,
    toString(l.first_campaign) as campaign,
    cast(l.answers, 'Map(String, String)') as answers
from told as t
inner join leads as l on l.lead_id = t.whose
where
    l.site = {site:String}
    and t.happened >= fromUnixTimestamp64Milli({since:Int64})
    and (empty({ids:Array(UUID)}) or has({ids:Array(UUID)}, t.fact))
order by
    ms,
    id
