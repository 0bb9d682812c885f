-- Every version of what the person's leads came to goes; they are summed anew from what is left.
alter table lead_summaries
delete
where
    site = {site:String}
    and
    (
        has({persons:Array(UInt64)}, person)
        or lead_id in {ids:Array(UUID)}
    )
settings mutations_sync = 2
