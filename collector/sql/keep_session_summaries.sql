-- What a session came to goes so many months after it began, with its events.
alter table session_summaries
modify ttl toDateTime(bitShiftRight(session_id, 32), 'UTC') + toIntervalMonth({months:UInt16})
