-- The last points of these leads, put into the row that is there. leads: that are summed, and of which nothing but a score was told
-- since: lead_summing would give the same row, for twenty times the work.
insert into lead_summaries
with scores as
(
    select
        lead_id,
        argMax(e.interesting, (ts, received)) as interesting,
        argMax(e.interested, (ts, received)) as interested
    from lead_events as e
    where
        site = {site:String}
        and kind = 'score'
        and lead_id in {leads:Array(UUID)}
    group by lead_id
)
select l.* replace (s.interesting as interesting, s.interested as interested)
from lead_summaries as l final
inner join scores as s on s.lead_id = l.lead_id
where
    l.site = {site:String}
    and l.lead_id in {leads:Array(UUID)}
settings insert_deduplicate = 0
