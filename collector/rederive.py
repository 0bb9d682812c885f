"""History under the rules of now: what `leadpump channels rederive` does to stored events.

Every different arrival of a month is derived once, by the very function that takes events in, and compared with what
is stored. Where it differs, ClickHouse writes the derived columns again in place: rows neither move nor are copied, so
none can be lost or counted twice. What is to be done is found by looking, not remembered: whoever is stopped in the
middle begins again and finds what is left. docs/decisions/0050-rederiving.md says why it is done so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from collector.channel import VERSION, Derived, derive
from collector.site import KnownSite
from collector.source import Arrival
from collector.store import Store
from collector.summary import sum_all_again
from collector.variety import OTHER

SQL = Path(__file__).with_name("sql")
MOST_ARRIVALS = 2000
MOST_BYTES = 400_000
"""Of one statement: its values travel in the request's address."""
SLICE_ARRIVALS = 50_000
"""Looked at together; a month with more is looked at in slices, so that neither side's memory is filled."""
MOST_ROUNDS = 5
LOOK_SECONDS = 0.2
PATIENCE_SECONDS = 60.0

Tell = Callable[[int, int], None]
"""Called with how many months are done, and how many there are."""


class RederiveStopped(Exception):
    """ClickHouse fails at writing columns again; the text says why."""


@dataclass(frozen=True, slots=True)
class Change:
    """What an arrival is to be."""

    arrival: str
    derived: Derived

    @property
    def size(self) -> int:
        """Bytes it takes in an address, about."""
        return 50 + len(quote(self.derived.source + self.derived.medium + self.derived.channel))


@dataclass(slots=True)
class Counted:
    """How much of a site was looked at, and how much of it came out otherwise."""

    arrivals: int = 0
    events: int = 0
    changed: int = 0

    def add(self, row: dict[str, Any], *, differs: bool) -> None:
        """One row of arrivals.sql."""
        self.arrivals += 1
        self.events += int(row["events"])
        self.changed += int(row["events"]) if differs else 0


class Rederiver:
    """Works on one database. slice_arrivals: how many are looked at together. clock, sleep: time that passes.

    alone: held while sessions of a day are summed again, so that nobody else does it with what was read before.
    """

    def __init__(
        self,
        store: Store,
        slice_arrivals: int = SLICE_ARRIVALS,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
        alone: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        self._store = store
        self._alone = alone
        self._slice_arrivals = slice_arrivals
        self._clock = clock
        self._sleep = sleep

    def rederive(self, site: KnownSite, tell: Tell = lambda _done, _all: None) -> Counted:
        """Bring a site's events to the rules of now. Safe while events come in, to repeat, and to stop at any moment.

        Raises RederiveStopped, StoreUnavailable or StoreRefused.
        """
        self._wait()  # for what an interrupted run has begun
        counted = Counted()
        months = [int(row["month"]) for row in self._store.query(statement("arrival_months"), {"site": site.name})]
        for done, month in enumerate(months):
            tell(done, len(months))
            where = {"site": site.name, "month": month, "version": VERSION}
            (different,) = self._store.query(statement("arrival_count"), where)
            for part in slices(int(different["arrivals"]) // self._slice_arrivals):
                self._rederive_slice(site, where | {"slice": part}, counted)
        sum_all_again(self._store, site.name, alone=self._alone)
        tell(len(months), len(months))
        return counted

    def _rederive_slice(self, site: KnownSite, where: dict[str, Any], counted: Counted) -> None:
        """Look, write, and look again until nothing differs: the loader may have moved rows meanwhile."""
        for _ in range(MOST_ROUNDS):
            seen = Counted()
            changes, old = self._differences(site, where, seen)
            counted.changed += seen.changed
            for part in in_statements(changes):
                self._write("rederive_arrivals", where | columns_of(part))
            if old and not changes:
                self._write("rederive_version", where)
            if not changes:
                break
        counted.arrivals += seen.arrivals
        counted.events += seen.events

    def _differences(self, site: KnownSite, where: dict[str, Any], seen: Counted) -> tuple[list[Change], bool]:
        """The arrivals that are to be otherwise, and whether any of the others bears an old version."""
        changes: dict[str, Change] = {}
        old = False
        for line in self._store.lines(statement("arrivals"), where).splitlines():
            row = msgspec.json.decode(line)
            if OTHER in (row["hostname"], row["utm_source"], row["utm_medium"], row["utm_campaign"]):
                continue
            derived = derive.__wrapped__(arrival_of(row), site.hosts, site.channel_rules)
            differs = not is_stored(row, derived)
            seen.add(row, differs=differs)
            if differs:
                changes[row["arrival"]] = Change(row["arrival"], derived)
            old = old or int(row["old"]) > 0
        return list(changes.values()), old

    def _write(self, name: str, params: dict[str, Any]) -> None:
        self._store.command(statement(name), params)
        self._wait()

    def _wait(self) -> None:
        """Until ClickHouse has written everything."""
        failing_since: float | None = None
        while True:
            (state,) = self._store.query(statement("rederiving"))
            if not state["statements"]:
                return
            if not state["reason"]:
                failing_since = None
            elif failing_since is None:
                failing_since = self._clock()
            elif self._clock() - failing_since > PATIENCE_SECONDS:
                raise RederiveStopped(f"ClickHouse fails at it, and goes on trying: {state['reason']}")
            self._sleep(LOOK_SECONDS)


def slices(at_least: int) -> list[str]:
    """How the hashes begin that are looked at together, so that there are more slices than this."""
    digits = 0
    while 16**digits <= at_least:
        digits += 1
    return ["".join(prefix) for prefix in product("0123456789ABCDEF", repeat=digits)]


def arrival_of(row: dict[str, Any]) -> Arrival:
    """The arrival as it was taken in, from a row of arrivals.sql."""
    return Arrival(
        hostname=row["hostname"],
        referrer_app=bool(row["referrer_app"]),
        referrer=row["referrer_host"],
        utm_source=row["utm_source"],
        utm_medium=row["utm_medium"],
        utm_campaign=row["utm_campaign"],
        named_source=row["named_source"],
        click_id=row["click_id"],
        internal=row["internal"],
    )


def is_stored(row: dict[str, Any], derived: Derived) -> bool:
    """Whether a row of arrivals.sql already says what is derived now."""
    return (
        row["source"] in (derived.source, OTHER)
        and row["medium"] in (derived.medium, OTHER)
        and row["channel"] == derived.channel
        and not int(row["closed" if derived.opens_touch else "opened"])
    )


def in_statements(changes: Iterable[Change]) -> Iterator[list[Change]]:
    """So many changes at a time that a statement can carry them."""
    part: list[Change] = []
    size = 0
    for change in changes:
        if part and (len(part) == MOST_ARRIVALS or size + change.size > MOST_BYTES):
            yield part
            part, size = [], 0
        part.append(change)
        size += change.size
    if part:
        yield part


def columns_of(changes: list[Change]) -> dict[str, Any]:
    """The changes as the arrays of rederive_arrivals.sql."""
    return {
        "arrivals": [change.arrival for change in changes],
        "sources": [change.derived.source for change in changes],
        "mediums": [change.derived.medium for change in changes],
        "channels": [change.derived.channel for change in changes],
        "opens": [int(change.derived.opens_touch) for change in changes],
    }


@cache
def statement(name: str) -> str:
    """A statement of collector/sql."""
    return (SQL / f"{name}.sql").read_text("utf-8")
