"""What the application hands to the pages that show and change facts, and the words they say it in."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from flask import Flask, current_app, g

from collector.enrich import Identity
from collector.retention import Retention
from leadpump.facts import Facts
from leadpump.internet.asking import Asker
from reports.pages import current_language
from reports.words import Words, words_of

EXTENSION = "leadpump_facts"
IDENTITY = "leadpump_identity"
ASKER = "leadpump_asker"
RETENTION = "leadpump_retention"
MAIL = "leadpump_mail"


def give_facts(app: Flask, facts: Facts) -> None:
    """Let every page of the application reach the facts."""
    app.extensions[EXTENSION] = facts


def facts() -> Facts:
    """The facts: `facts().query(sql, params)`, `facts().keep(records)`."""
    found = current_app.extensions[EXTENSION]
    assert isinstance(found, Facts)  # noqa: S101
    return found


def give_identity(app: Flask, identity: Identity) -> None:
    """Let the pages of leads seal and open contact details."""
    app.extensions[IDENTITY] = identity


def identity() -> Identity:
    """The keys that stand people in."""
    found = current_app.extensions[IDENTITY]
    assert isinstance(found, Identity)  # noqa: S101
    return found


def give_asker(app: Flask, make: Callable[[], Asker]) -> None:
    """Let the pages ask servers of the internet; what they ask with is made when it is needed first."""
    app.extensions[ASKER] = cache(make)


def asker() -> Asker:
    """What asks."""
    found = current_app.extensions[ASKER]()
    assert isinstance(found, Asker)  # noqa: S101
    return found


def give_retention(app: Flask, kept: Retention) -> None:
    """Let the pages say for how long persons are known."""
    app.extensions[RETENTION] = kept


def retention() -> Retention:
    """For how long things are kept."""
    found = current_app.extensions[RETENTION]
    assert isinstance(found, Retention)  # noqa: S101
    return found


def give_mail(app: Flask, *, sends: bool) -> None:
    """Let the pages say whether e-mails are sent."""
    app.extensions[MAIL] = sends


def sends_mail() -> bool:
    """Whether a mail server is set."""
    return bool(current_app.extensions.get(MAIL))


def words() -> Words:
    """The words of the reader's language, for the site they ask about."""
    return words_of(g.site, current_language())
