-- The finished rows become part of events, all of a month in one step. ClickHouse takes no parameter for the name of the
-- table they come from here; staging.py writes it in.
alter table events attach partition {month:UInt32} from import_part
