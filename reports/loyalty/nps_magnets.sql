-- Net promoter score = (promoters, who answered 9 or 10 - detractors, who answered 0 to 6) / answers. Every answer given in
-- the period counts, to whichever lead it belongs and whenever that was created. Of fewer than ten answers it is null: chance.
-- Grain: one row per magnet of the lead's first form, empty without one.
with known as
(
    select
        lead_id,
        magnet
    from leads
    where
        site = {site:String}
        and created < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 3660 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
),
given as
(
    select
        known.magnet as magnet,
        toUInt8(assumeNotNull(changes.value)) as points
    from lead_changes as changes
    inner join known on known.lead_id = changes.lead_id
    where
        changes.site = {site:String}
        and changes.kind = 'nps'
        and changes.ts >= {start:DateTime64(3,'UTC')}
        and changes.ts < {end:DateTime64(3,'UTC')}
)
select
    magnet,
    count() as answers,
    countIf(points >= 9) as promoters,
    countIf(points in (7, 8)) as passives,
    countIf(points <= 6) as detractors,
    if(answers < 10, null, toInt64(promoters) - toInt64(detractors)) as net_promoters
from given
group by magnet
order by
    answers desc,
    magnet
limit 1000
