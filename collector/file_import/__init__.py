"""History by the million: a file of past events becomes rows of `events` without passing through HTTP and the spool.

lines.py     a file as chunks of whole lines
read.py      a line as an event, checked by the very rules of the import address
row.py       an event as a row, enriched by the very function of the collector, remembered
columns.py   rows as columns, in the format that ClickHouse takes in fastest
pieces.py    the chunks of a file as rows, on every processor
staging.py   the tables that hold them meanwhile
store.py     a slice of time after the other into `events`: ids once, sessions joined
"""
