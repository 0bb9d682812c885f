"""Requests to the public internet, and nowhere else: what receivers are told, and how a site's page looks."""
