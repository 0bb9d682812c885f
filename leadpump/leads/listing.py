"""The list of leads, and the sentence that says who waits for a call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from leadpump.leads.name import delay
from leadpump.leads.statement import statement
from leadpump.leads.wanted import A_PAGE, Sought, Wanted, parameters
from reports.language import N_
from reports.query import Query, Rows
from reports.site import Site
from reports.statement import instant
from reports.words import Words

WAITING_DAYS = 30
"""Whom nobody called within that time is not called any more."""
MOST_EXPORTED = 100_000


@dataclass(frozen=True, slots=True)
class Found:
    """A page of the list. leads: how many there are on all pages."""

    rows: Rows
    leads: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.leads // A_PAGE))


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who waits for a first contact. seconds: how long the oldest has waited; leads: of all time."""

    leads: int
    waiting: int
    of_today: int
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer. spam: how many leads are kept apart."""

    channels: list[str]
    magnets: list[str]
    spam: int


def find(query: Query, site: Site, wanted: Wanted, sought: Sought, now: datetime) -> Found:
    """The page of the list that is asked for."""
    today = now.astimezone(ZoneInfo(site.timezone)).date()
    asked = parameters(wanted, sought, site, today)
    leads = int(query(statement("count"), asked)[0]["leads"])
    return Found(query(statement("list"), {**asked, **of_page(wanted)}), leads)


def find_all(query: Query, site: Site, wanted: Wanted, sought: Sought, now: datetime) -> Rows:
    """Every lead that is asked for, for a file."""
    today = now.astimezone(ZoneInfo(site.timezone)).date()
    asked = parameters(wanted, sought, site, today)
    asked |= of_page(wanted) | {"most": MOST_EXPORTED, "skipped": 0}
    return query(statement("list"), asked)


def of_page(wanted: Wanted) -> dict[str, object]:
    """Where the page begins and how it is ordered."""
    return {"most": A_PAGE, "skipped": (wanted.page - 1) * A_PAGE, "best_first": wanted.order == "best"}


def find_next(query: Query, site: Site, now: datetime, most: int) -> Rows:
    """Whom to call first: the best score, then who waits longest."""
    wanted = Wanted(show="waiting", order="best")
    asked = parameters(wanted, Sought(), site, now.date())
    asked |= {"start": instant(now - timedelta(days=WAITING_DAYS)), "most": most, "skipped": 0, "best_first": True}
    return query(statement("list"), asked)


def count_waiting(query: Query, site: Site, now: datetime) -> Waiting:
    """Who waits for a first contact."""
    asked = {
        "site": site.name,
        "start": instant(now - timedelta(days=WAITING_DAYS)),
        "day_ago": instant(now - timedelta(days=1)),
    }
    row = query(statement("waiting"), asked)[0]
    waiting = int(row["waiting"])
    seconds = now.timestamp() - row["oldest_ms"] / 1000 if waiting else None
    return Waiting(int(row["leads"]), waiting, int(row["of_today"]), seconds)


def find_choices(query: Query, site: Site) -> Choices:
    """What the filters offer."""
    row: Mapping[str, Any] = query(statement("choices"), {"site": site.name})[0]
    return Choices([name for name in row["channels"] if name], [name for name in row["magnets"] if name], row["spam"])


def answer(waiting: Waiting, words: Words) -> str:
    """Whom to call today, in a sentence."""
    if not waiting.leads:
        return words.say(N_("No lead yet: they appear here as soon as a form is sent, or you write one down."))
    if not waiting.waiting:
        return words.say(N_("Nobody waits for your call: every new lead of the last 30 days has been contacted."))
    said = words.say_count(
        "%(n)s lead waits for your call, for %(delay)s",
        "%(n)s leads wait for your call, the oldest for %(delay)s",
        waiting.waiting,
        delay=delay(waiting.seconds, words),
    )
    if not waiting.of_today or waiting.of_today == waiting.waiting:
        return words.say(N_("%(said)s."), said=said)
    fresh = words.say_count("%(n)s came within the last day", "%(n)s came within the last day", waiting.of_today)
    return words.say(N_("%(said)s; %(fresh)s."), said=said, fresh=fresh)
