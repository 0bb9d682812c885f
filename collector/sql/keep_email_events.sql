-- What became of e-mails goes so many months after it happened.
alter table email_events modify ttl toDateTime(ts) + toIntervalMonth({months:UInt16})
