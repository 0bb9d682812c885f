"""What the application hands to the pages that show and change facts."""

from __future__ import annotations

from flask import Flask, current_app

from leadpump.facts import Facts

EXTENSION = "leadpump_facts"


def give_facts(app: Flask, facts: Facts) -> None:
    """Let every page of the application reach the facts."""
    app.extensions[EXTENSION] = facts


def facts() -> Facts:
    """The facts: `facts().query(sql, params)`, `facts().keep(records)`."""
    found = current_app.extensions[EXTENSION]
    assert isinstance(found, Facts)  # noqa: S101
    return found
