-- An entry is what somebody reported as one thing: it may have several days, and be reported again. Rows are still only
-- appended: of an entry's day the row received last holds, and one that is removed takes the day away (view spend).
alter table costs add column if not exists entry UUID default id
comment 'The entry the row belongs to; of its rows for a day the one received last holds' after id;
alter table costs add column if not exists purpose LowCardinality(String) default 'media'
comment 'What it was for: media, agency, tools, salary or other' after magnet;
alter table costs add column if not exists note String
comment 'A word of whoever reported it' after currency;
alter table costs add column if not exists origin LowCardinality(String)
comment 'page for an entry typed by hand, the name of the platform or file for an imported one; empty for the API' after author;
alter table costs add column if not exists account String
comment 'Account of the advertising platform, where an imported file names it' after origin;
alter table costs add column if not exists removed Bool
comment 'The entry no longer has this day' after account;
alter table costs comment column id 'Identifier given by the sender, one a row; an id is counted once';
alter table costs modify comment 'What was reported as spent, corrections included; ask the view spend for what holds';
