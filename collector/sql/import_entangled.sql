-- Visitors of the file who share a page view with another of it.
insert into {entangled:Identifier}
with
    shared as
    (
        select
            site,
            cityHash64(page_id) as page
        from {rows:Identifier}
        where cityHash64(page_id) % {parts:UInt32} = {part:UInt32}
        group by
            site,
            page
        having min(visitor_id) != max(visitor_id)
    )
select distinct
    site,
    visitor_id
from {rows:Identifier}
where (site, cityHash64(page_id)) in (select site, page from shared)
