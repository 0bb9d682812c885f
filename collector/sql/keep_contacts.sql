-- How long contact details and notes are kept depends on when their person was last in touch: no time of their own takes them.
alter table contacts remove ttl
