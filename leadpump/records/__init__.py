"""What people edit and what must be unique: accounts, sign-ins, sites and their keys."""

from leadpump.records.errors import NameTaken, NotFound, RecordsError
from leadpump.records.records import Records, Refused, open_records

__all__ = ["NameTaken", "NotFound", "Records", "RecordsError", "Refused", "open_records"]
