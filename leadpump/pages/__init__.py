"""Pages that change records: log-in, account, sites; later every settings page."""
