-- What leads said of being contacted: with a form, or later, by subscribing or unsubscribing, by marking an e-mail as spam, on a page
-- or by a program. What was said last until some time holds then; of two at once, that it is granted.
-- Grain: one row per lead and each time that it was said.
create or replace view permissions
(
    site      LowCardinality(String) comment 'Name of the site',
    lead_id   UUID                   comment 'The lead',
    ts        DateTime64(3, 'UTC')   comment 'When it was said',
    consent   String                 comment 'granted or denied',
    is_change UInt8                  comment '1 if it was said later than with a form: a no then takes back a yes'
)
as
select
    site,
    lead_id,
    ts,
    consent,
    0 as is_change
from lead_events
where
    kind in ('created', 'submission')
    and consent != ''
union all
select
    site,
    lead_id,
    ts,
    consent,
    1 as is_change
from lead_changes
where kind = 'consent';
