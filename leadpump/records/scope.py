"""What a site's key may do."""

WRITE = "write"
READ = "read"
SCOPES = (WRITE, READ)
"""write: bring in events, leads, what became of them, costs. read: the reports as JSON and CSV; never a lead."""
