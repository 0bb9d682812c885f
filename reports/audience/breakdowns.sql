-- Visitors and sessions by device, browser, operating system, country and first language of the session's first event, in one
-- reading: part says by which. Whoever shares all five is counted first, so that few are told apart five times. The country is told by the browser's time zone. Bounce rate = bounces / sessions.
-- Grain: one row per part and its value, the 1,000 of each with most sessions.
with alike as
(
    select
        device,
        browser,
        os,
        country,
        language,
        uniqExactState(visitor_id) as who,
        uniqExactIfState(visitor_id, form_submissions > 0) as who_converted,
        count() as n,
        countIf(is_bounce) as bounced
    from sessions
    where
        site = {site:String}
        and started >= {start:DateTime64(3,'UTC')}
        and started < {end:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
    group by
        device,
        browser,
        os,
        country,
        language
)
select
    multiIf(
        grouping(device) = 0, 'devices',
        grouping(browser) = 0, 'browsers',
        grouping(os) = 0, 'systems',
        grouping(country) = 0, 'countries',
        'languages'
    ) as part,
    device,
    browser,
    os,
    country,
    language,
    uniqExactMerge(who) as visitors,
    uniqExactIfMerge(who_converted) as converting_visitors,
    sum(n) as sessions,
    sum(bounced) as bounces
from alike
group by grouping sets ((device), (browser), (os), (country), (language))
order by
    part,
    sessions desc,
    device,
    browser,
    os,
    country,
    language
limit 1000 by part
