"""Webhooks as their owners see them: what each sender is called and told, and the log of what it delivered."""
