-- A table like events, for one slice: its parts become parts of events in one step.
create table {part:Identifier} as events
comment 'Rows that `leadpump import events` stores now. Dropped at the end, or by the next import'
