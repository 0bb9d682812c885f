-- The answers that leads made since a moment gave to qualifying questions, spam left out.
-- Grain: one row per question and answer, the ones given most, up to most.
select
    toString(answered.1) as question,
    answered.2 as answer,
    count() as leads
from leads
array join cast(answers, 'Array(Tuple(String, String))') as answered
where
    site = {site:String}
    and created >= {since:DateTime64(3, 'UTC')}
    and answered.2 != ''
group by
    question,
    answer
order by
    leads desc,
    question,
    answer
limit {most:UInt32}
