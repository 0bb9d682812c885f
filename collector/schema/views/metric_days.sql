-- What was measured outside the site: of each import the row of a day received last, unless that one removes it; of what is
-- left the one received last. So a later import corrects, and an undone one gives way to what was there before.
-- Grain: one row per metric, dimension and day.
create or replace view metric_days
(
    site      LowCardinality(String) comment 'Name of the site',
    metric    LowCardinality(String) comment 'What was measured: social_followers, reviews … or a name of one''s own; history_… is what another counter said',
    dimension String                 comment 'Of what: network, keyword, page or place; the counter a history is from',
    day       Date                   comment 'The day it is about, in the site''s time zone',
    adds_up   Bool                   comment 'It happened on that day, so that days add up; else it is how things stood on that day',
    value     Decimal(18, 4)         comment 'The value of the day',
    via       LowCardinality(String) comment 'How it was told: api, csv or page',
    author    String                 comment 'Who or what reported it',
    origin    LowCardinality(String) comment 'Name of the imported file',
    import_id UUID                   comment 'The import that brought it; zeros for what came by itself',
    received  DateTime64(3, 'UTC')   comment 'When the row that holds was received'
)
as
with
    (t.received, t.id) as version,
    tuple(t.adds_up, t.value, t.via, t.author, t.origin, t.import_id, t.received) as said,
    told as
    (
        select
            t.site as site,
            t.metric as metric,
            t.dimension as dimension,
            t.day as day,
            max(version) as latest,
            argMax(said, version) as saying
        from metrics as t
        group by
            t.site,
            t.metric,
            t.dimension,
            t.day,
            t.import_id
        having not argMax(t.removed, version)
    )
select
    site,
    metric,
    dimension,
    day,
    argMax(saying, latest).1 as adds_up,
    argMax(saying, latest).2 as value,
    argMax(saying, latest).3 as via,
    argMax(saying, latest).4 as author,
    argMax(saying, latest).5 as origin,
    argMax(saying, latest).6 as import_id,
    argMax(saying, latest).7 as received
from told
group by
    site,
    metric,
    dimension,
    day;
