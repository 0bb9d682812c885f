-- Visitors who share a page view with another, and so are one person by the rule of collector/session.py.
-- Grain: one row per visitor, or several.
create table {entangled:Identifier}
(
    site       LowCardinality(String),
    visitor_id UInt64
)
engine = MergeTree
order by (site, visitor_id)
comment 'Visitors that `leadpump import events` leaves to the loader. Dropped at the end, or by the next import'
