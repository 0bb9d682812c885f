-- The entries behind a line of a month, each with all of its days.
-- Grain: one row per entry.
select
    toString(entry) as id,
    min(day) as first,
    max(day) as last,
    sum(amount) as spent,
    argMax(s.note, received) as note,
    argMax(s.author, received) as author,
    argMax(s.origin, received) as origin,
    argMax(s.account, received) as account
from spend as s
where
    site = {site:String}
    and currency = {currency:String}
    and purpose = {purpose:String}
    and channel = {channel:String}
    and source = {source:String}
    and campaign = {campaign:String}
    and magnet = {magnet:String}
group by entry
having last >= {first:Date} and first <= {last:Date}
order by
    first,
    last,
    id
