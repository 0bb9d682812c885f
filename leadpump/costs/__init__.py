"""The ledger of costs: what was spent, typed in by hand or imported, and what it is read as."""
