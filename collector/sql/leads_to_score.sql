-- What scores of leads are made of, but for behaviour: with the magnets and the first time of all submissions joined in them. leads: these; where it is empty, all of the site made since then that are neither customer nor lost. Spam has no score.
-- scored_ms, interesting, interested: of the last score by a rule. rule_stage: a rule has moved its stage before, even if
-- somebody has taken that back.
-- Grain: one row per lead.
with chosen as
(
    select
        lead_id,
        cast(answers, 'Map(String, String)') as answers,
        isNull(mql) and isNull(lost) as may_qualify
    from leads
    where
        site = {site:String}
        and if(
            empty({leads:Array(UUID)}),
            created >= fromUnixTimestamp64Milli({since:Int64}) and isNull(customer) and isNull(lost),
            lead_id in {leads:Array(UUID)}
        )
),
told as
(
    select
        lead_id,
        groupUniqArrayIf(toString(e.magnet), kind in ('created', 'submission') and e.magnet != '') as magnets,
        minIf(toUnixTimestamp64Milli(e.ts), kind in ('created', 'submission')) as first_ms,
        maxIf(toUnixTimestamp64Milli(e.ts), kind = 'score') as scored_ms,
        argMaxIf(e.interesting, e.ts, kind = 'score') as interesting,
        argMaxIf(e.interested, e.ts, kind = 'score') as interested,
        countIf(kind = 'stage') > 0 as rule_stage
    from lead_events as e
    where
        site = {site:String}
        and (kind in ('created', 'submission') or (kind in ('score', 'stage') and via = 'rule'))
        and lead_id in (select lead_id from chosen)
    group by lead_id
)
select
    toString(c.lead_id) as lead_id,
    c.answers as answers,
    c.may_qualify as may_qualify,
    arraySort(t.magnets) as magnets,
    t.first_ms as first_ms,
    t.scored_ms as scored_ms,
    t.interesting as interesting,
    t.interested as interested,
    t.rule_stage as rule_stage
from chosen as c
inner join told as t on t.lead_id = c.lead_id
order by
    first_ms,
    lead_id
