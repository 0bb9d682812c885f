-- The visits stay as statistics, without the person and the answers.
alter table events
update
    person = 0,
    props = mapFilter((name, value) -> not startsWith(name, 'answer.') and name != 'contact.consent', props)
where
    site = {site:String}
    and name = 'form_submit'
    and
    (
        has({persons:Array(UInt64)}, person)
        or id in {ids:Array(UUID)}
    )
settings mutations_sync = 2
