-- A visit is stored under the number it began with. Whoever agrees in the middle of it comes with another from then on.
alter table events add column if not exists lasting_id UInt64 comment 'The lasting number that the visitor came with, by which their visit is found again; 0 for none' after person;
