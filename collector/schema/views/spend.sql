-- What was spent: of every entry's day the row received last, unless that one removes it. Corrections and repeated imports
-- are appended to costs, so sums are to be made of this view.
-- Grain: one row per entry and day.
create or replace view spend
(
    site     LowCardinality(String) comment 'Name of the site',
    day      Date                   comment 'Day the money was spent, in the site''s time zone',
    entry    UUID                   comment 'The entry: what was typed in or imported as one thing',
    channel  LowCardinality(String) comment 'Channel the money was spent on',
    source   LowCardinality(String) comment 'Source it was spent on (Google, Facebook …)',
    campaign LowCardinality(String) comment 'Campaign, as in utm_campaign',
    magnet   LowCardinality(String) comment 'Lead magnet it was spent on',
    purpose  LowCardinality(String) comment 'What it was for: media, agency, tools, salary or other',
    amount   Decimal(18, 4)         comment 'Amount of the day in currency',
    currency LowCardinality(String) comment 'ISO 4217 code of amount',
    note     String                 comment 'A word of whoever reported it',
    author   String                 comment 'Who or what reported it',
    origin   LowCardinality(String) comment 'page if typed by hand, the platform or file if imported; empty for the API',
    account  String                 comment 'Account of the advertising platform, where an imported file names it',
    received DateTime64(3, 'UTC')   comment 'When the row that holds was received'
)
as
with (c.received, c.id) as version
select
    site,
    day,
    entry,
    argMax(c.channel, version) as channel,
    argMax(c.source, version) as source,
    argMax(c.campaign, version) as campaign,
    argMax(c.magnet, version) as magnet,
    argMax(c.purpose, version) as purpose,
    argMax(c.amount, version) as amount,
    argMax(c.currency, version) as currency,
    argMax(c.note, version) as note,
    argMax(c.author, version) as author,
    argMax(c.origin, version) as origin,
    argMax(c.account, version) as account,
    max(c.received) as received
from costs as c
group by
    site,
    day,
    entry
having not argMax(c.removed, version);
