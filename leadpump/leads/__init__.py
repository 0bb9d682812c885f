"""Leads one by one: the list of them, and everything that is known of one."""
