-- Grain: one row per report of a metric on a day. Appended, never changed: the view metric_days tells what holds.
create table metrics
(
    site      LowCardinality(String) comment 'Name of the site',
    day       Date                   comment 'The day it is about, in the site''s time zone',
    received  DateTime64(3, 'UTC')   comment 'When the collector received it',
    id        UUID                   comment 'Identifier given by the sender, one a row; an id is counted once',
    metric    LowCardinality(String) comment 'What was measured: social_followers, reviews … or a name of one''s own; history_… is what another counter said',
    dimension String                 comment 'Of what: network, keyword, page or place; the counter a history is from',
    adds_up   Bool                   comment 'It happened on that day, so that days add up; else it is how things stood on that day',
    value     Decimal(18, 4)         comment 'The value of the day',
    via       LowCardinality(String) comment 'How it was told: api, csv or page',
    author    String                 comment 'Who or what reported it',
    origin    LowCardinality(String) comment 'Name of the imported file',
    import_id UUID                   comment 'The import that brought it; zeros for what came by itself',
    removed   Bool                   comment 'The import, or who told it by itself, no longer says anything of this day'
)
engine = MergeTree
order by (site, metric, day, dimension)
settings non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1
comment 'What was measured outside the site, one row a report of a day';
