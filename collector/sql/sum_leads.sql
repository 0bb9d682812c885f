-- What these leads come to, written anew; the latest row of a lead counts. marks: ids of leads, of submissions joined to them, or of
-- facts about them. persons: whose leads. The other leads of the same people are among them: a fact told of a person may belong
-- to another lead now.
insert into lead_summaries
with named as
(
    select
        lead_id,
        person
    from lead_events
    where
        site = {site:String}
        and
        (
            lead_id in {marks:Array(UUID)}
            or subject_id in {marks:Array(UUID)}
            or id in {marks:Array(UUID)}
            or (person != 0 and person in {persons:Array(UInt64)})
        )
)
select *
from lead_summing
where
    site = {site:String}
    and lead_id in
    (
        select lead_id
        from lead_events
        where
            site = {site:String}
            and kind in ('created', 'submission')
            and
            (
                lead_id in (select lead_id from named)
                or subject_id in (select lead_id from named)
                or (person != 0 and person in (select person from named))
            )
    )
settings insert_deduplicate = 0
