-- The leads stay as counts, without the person, the answers, and what others wrote of them.
alter table lead_events
update
    person = 0,
    answers = map(),
    order_id = ''
where
    site = {site:String}
    and
    (
        person = {person:UInt64}
        or lead_id in {ids:Array(UUID)}
        or id in {ids:Array(UUID)}
    )
settings mutations_sync = 2
