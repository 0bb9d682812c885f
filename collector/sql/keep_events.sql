-- Events go so many months after they happened.
alter table events modify ttl toDateTime(ts) + toIntervalMonth({months:UInt16})
