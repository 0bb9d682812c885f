-- One name for everything that source, medium and channel are derived from: derived again, an arrival is worked out once.
alter table events add column if not exists arrival String
alias hex(sipHash128(
    hostname,
    extract(referrer, '^(?:android-app://)?[^/]*'),
    utm_source,
    utm_medium,
    utm_campaign,
    named_source,
    click_id,
    internal
))
comment 'Stands for what source, medium and channel are derived from; worked out when asked for'
after internal;
