"""What the ledger holds: read from the view spend, of one site and in its currency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from babel.numbers import get_currency_precision

from collector.prepare import in_parts
from leadpump.costs.entry import Entry, Labels, Writing
from reports.query import Query, Rows
from reports.site import Site

SQL = Path(__file__).parent
LABELS = tuple(field.name for field in fields(Labels))


@dataclass(frozen=True, slots=True)
class Month:
    """first: its first day."""

    first: date
    spent: Decimal


@dataclass(frozen=True, slots=True)
class Spent:
    """What a month's money was spent on."""

    labels: Labels
    spent: Decimal
    entries: int


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of a line, with who wrote it."""

    entry: Entry
    author: str


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry as it is stored. foreign: its currency, where that is not the site's."""

    entry: Entry
    days: tuple[date, ...]
    version: int
    foreign: str


@dataclass(frozen=True, slots=True)
class Unseen:
    """A campaign that cost money and that no visit names."""

    source: str
    campaign: str
    spent: Decimal


class Ledger:
    """The costs of a site."""

    def __init__(self, query: Query, site: Site) -> None:
        self._query = query
        self._site = site

    @property
    def currency(self) -> str:
        """The site's."""
        return self._site.currency

    @property
    def digits(self) -> int:
        """Decimals of the site's currency."""
        return get_currency_precision(self._site.currency)

    def months(self) -> list[Month]:
        """The months with a cost, the latest first."""
        return [Month(row["month"], row["spent"]) for row in self._ask("months")]

    def month(self, first: date, last: date) -> list[Spent]:
        """What was spent between two days, the largest first."""
        rows = self._ask("month", first=first, last=last)
        return [Spent(labels_of(row), row["spent"], row["entries"]) for row in rows]

    def entries(self, labels: Labels, first: date, last: date) -> list[Listed]:
        """The entries that have a day between the two and are for just that."""
        named = {name: getattr(labels, name) for name in ("purpose", "channel", "source", "campaign", "magnet")}
        rows = self._ask("entries", **named, first=first, last=last)
        return [Listed(entry_of(row, labels_of(named | row)), row["author"]) for row in rows]

    def entry(self, number: UUID) -> Stored | None:
        """An entry, unless there is none or it was removed."""
        rows = self._ask("entry", entry=str(number))
        if not rows:
            return None
        days = tuple(row["day"] for row in rows)
        last = max(rows, key=lambda row: row["version"])
        spent = sum((row["amount"] for row in rows), Decimal(0))
        entry = Entry(number, days[0], days[-1], spent, labels_of(last), last["origin"])
        foreign = "" if last["currency"] == self._site.currency else last["currency"]
        return Stored(entry, days, last["version"], foreign)

    def days(self, numbers: Sequence[UUID]) -> dict[UUID, list[date]]:
        """The days of some entries."""
        found: dict[UUID, list[date]] = {}
        for part in in_parts([str(number) for number in numbers]):
            for row in self._ask("entry_days", entries=part):
                found.setdefault(UUID(row["id"]), []).append(row["day"])
        return found

    def between(self, first: date, last: date) -> Rows:
        """Everything there is between two days, a row an entry and day, in whatever currency."""
        return self._ask("stored_days", first=first, last=last)

    def foreign(self) -> list[tuple[str, Decimal]]:
        """What was sent in other currencies."""
        return [(row["currency"], row["spent"]) for row in self._ask("foreign")]

    def without_visits(self, since: date) -> list[Unseen]:
        """The campaigns that cost money since a day and that no visit since names."""
        rows = self._ask("without_visits", since=since)
        return [Unseen(row["source"], row["campaign"], row["spent"]) for row in rows]

    def visited(self, campaigns: Sequence[str], since: date) -> set[str]:
        """Those of the campaigns that a visit since a day names."""
        return {
            row["campaign"]
            for part in in_parts(campaigns)
            for row in self._ask("visited", campaigns=list(part), since=since)
        }

    def writing(self, author: str, now: int) -> Writing:
        """For what is written now (Unix milliseconds): later than all there is, even if the clock was put back."""
        rows = self._ask("last_version")
        last = int(rows[0]["version"]) if rows else 0
        return Writing(self._site.name, self._site.currency, self.digits, author, max(now, last + 1))

    def _ask(self, name: str, **params: Any) -> Rows:
        return self._query(statement(name), {"site": self._site.name, "currency": self._site.currency, **params})


@cache
def statement(name: str) -> str:
    """A statement of this folder."""
    return (SQL / f"{name}.sql").read_text("utf-8")


def labels_of(row: Mapping[str, Any]) -> Labels:
    """What a row was spent on."""
    given = {
        name: row[name]
        for name in ("channel", "source", "campaign", "magnet", "purpose", "note", "account")
        if name in row
    }
    return Labels(**given)


def entry_of(row: Mapping[str, Any], labels: Labels) -> Entry:
    """An entry of a list."""
    return Entry(UUID(row["id"]), row["first"], row["last"], row["spent"], labels, row["origin"])
