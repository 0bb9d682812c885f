"""Webhooks of other tools: how each sender proves who it is, and what its messages mean here. One file a sender."""
