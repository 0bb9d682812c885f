-- What visitors met since a moment that may be a lead magnet: marked magnets; forms that were sent and files that were
-- downloaded outside of any. Shown to = visitors who saw, sent or downloaded it; completed by = those who sent its form or
-- downloaded its file; of a declared magnet those who did what completes it (file_magnets, form_magnets). path: the page on which it
-- was met most.
-- Grain: one row per magnet, form or file, the 300 that most visitors completed.
with met as
(
    select
        multiIf(magnet != '', 'magnet', name = 'download', 'file', 'form') as met_as,
        multiIf(magnet != '', magnet, name = 'download', target, form) as met,
        visitor_id,
        name,
        path
    from visitor_events
    where
        site = {site:String}
        and ts >= {since:DateTime64(3,'UTC')}
        and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({since:DateTime64(3,'UTC')} - interval 1 day)), 32)
        and bot = ''
        and spam = ''
        and name in ('magnet_view', 'form_view', 'form_submit', 'download')
)
select
    met_as,
    met,
    uniqExact(visitor_id) as shown_visitors,
    uniqExactIf(
        visitor_id,
        name = 'form_submit' and not (met_as = 'magnet' and has({file_magnets:Array(String)}, met))
            or name = 'download' and not (met_as = 'magnet' and has({form_magnets:Array(String)}, met))
    ) as completed_visitors,
    countIf(name = 'form_submit') as submissions,
    countIf(name = 'download') as downloads,
    arrayElement(topK(1)(path), 1) as path
from met
where met != ''
group by
    met_as,
    met
having met_as = 'magnet' or completed_visitors > 0
order by
    completed_visitors desc,
    shown_visitors desc,
    met_as,
    met
limit 300
