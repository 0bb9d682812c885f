-- Visitors of the slice whose page view is stored under another visitor.
insert into {entangled:Identifier}
select distinct
    site,
    visitor_id
from {slice:Identifier} as s
inner join
(
    select distinct
        site,
        page_id,
        visitor_id as stored_under
    from events
    where
        site in (select distinct site from {slice:Identifier})
        and session_id >= {first_session:UInt64}
        and session_id < {end_session:UInt64}
        and ts >= fromUnixTimestamp64Milli({first:Int64}, 'UTC')
        and ts <= fromUnixTimestamp64Milli({last:Int64}, 'UTC')
        and page_id in (select page_id from {slice:Identifier})
) as e using (site, page_id)
where stored_under != visitor_id
