-- The leads stay as counts, without the person, the answers, and what others wrote of them. What was told by the person alone
-- still belongs to their lead: by a number that nobody can lead back to them.
alter table lead_events
update
    person = transform(person, {persons:Array(UInt64)}, {nobodies:Array(UInt64)}, toUInt64(0)),
    answers = map(),
    order_id = ''
where
    site = {site:String}
    and
    (
        has({persons:Array(UInt64)}, person)
        or lead_id in {ids:Array(UUID)}
        or id in {ids:Array(UUID)}
    )
settings mutations_sync = 2
