-- Contact details and notes go so many months after they were written.
alter table contacts modify ttl toDateTime(ts) + toIntervalMonth({months:UInt16})
