"""The embedded ClickHouse engine (chDB), behind ClickHouse's own HTTP interface."""
