"""What each session comes to, kept beside the events: worked out again whenever events of a session were stored.

A row says nothing that the events do not say, so whatever went wrong is mended by comparing and working out anew. Who
writes events, or moves them, holds the lock of collector/preparing.py from then until their sessions are summed.
docs/decisions/0060-session-summaries.md says why it is done so, and not by ClickHouse itself.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from pathlib import Path
from typing import Any

from collector.store import Store, StoreRefused
from collector.verdict import asks_for_too_much

log = logging.getLogger(__name__)

SQL = Path(__file__).with_name("sql")
SESSIONS_AT_ONCE = 2000
"""Parameters travel in the request's address."""
EVENTS_AT_ONCE = 100_000
TOO_LONG_SECONDS = 600.0
DAY_SECONDS = 86_400
EVERYTHING = {"first_session": 0, "end_session": 2**64 - 1}

Session = tuple[int, str]
"""A session's number, and its site."""


class Sums:
    """Sums the sessions of batch after batch. One that was too long is left alone for a while: it would be tried, and
    refused, with every batch, as long as the program goes on that sends it.
    """

    def __init__(self, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._clock = clock
        self._again: dict[Session, float] = {}

    def sum(self, sessions: Mapping[str, Collection[int]]) -> None:
        """Work out what these sessions come to, by site, and those whose time has come again. See sum_sessions."""
        now = self._clock()
        due = {session for session, at in self._again.items() if at <= now}
        asked = {(session, site) for site, own in sessions.items() for session in own}
        for session in sum_listed(self._store, (asked | due) - (self._again.keys() - due)):
            self._again[session] = now + TOO_LONG_SECONDS
            due.discard(session)
        for session in due:
            del self._again[session]


def sum_sessions(store: Store, sessions: Mapping[str, Collection[int]]) -> None:
    """Work out what these sessions come to, by site. Raises StoreUnavailable or StoreRefused.

    A session of more events than ClickHouse has the memory for, which is a program's, keeps what it came to before:
    nobody else's events may wait for it.
    """
    sum_listed(store, {(session, site) for site, own in sessions.items() for session in own})


def sum_listed(store: Store, sessions: Collection[Session]) -> list[Session]:
    """The same; those that are too long."""
    listed = sorted(sessions)
    parts = (listed[start : start + SESSIONS_AT_ONCE] for start in range(0, len(listed), SESSIONS_AT_ONCE))
    return [session for part in parts for session in sum_some(store, part)]


def sum_some(store: Store, part: Sequence[Session]) -> list[Session]:
    """The same for a few, in order."""
    numbers = [session for session, _ in part]
    try:
        store.command(
            statement("sum_sessions"),
            {
                "sites": sorted({site for _, site in part}),
                "sessions": numbers,
                "first_session": numbers[0],
                "end_session": numbers[-1] + 1,
            },
        )
    except StoreRefused as error:
        if not asks_for_too_much(error):
            raise
        if len(part) == 1:
            log.warning("session %d of %s has too many events to be summed: %s", *part[0], error)
            return list(part)
        middle = len(part) // 2
        return [*sum_some(store, part[:middle]), *sum_some(store, part[middle:])]
    return []


def forget_sessions(store: Store, site: str, sessions: Sequence[int]) -> None:
    """Note that these sessions have no events any more."""
    store.command(statement("sum_gone"), {"site": site, "sessions": sessions})


def sum_all_again(
    store: Store,
    site: str | None = None,
    tell: Callable[[int, int], object] = lambda _done, _all: None,
    stopped: Callable[[], bool] = lambda: False,
    alone: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> int:
    """Work out what is not as the events say, of one site or of all, the latest days first; how many days these were.

    Also fills the table, and mends what a cut-off import, another writer of events or new channels left behind.
    alone: held for each such day, and not while all are compared: what others are storing is unlike for a moment, so
    the day is looked at once more then.
    """
    unlike = store.query(statement("sum_unlike"), EVERYTHING | {"sites": [] if site is None else [site]})
    summed = 0
    for done, row in enumerate(unlike):
        if stopped():
            break
        tell(done, len(unlike))
        with alone():
            summed += sum_day_again(store, str(row["site"]), int(row["day"]))
    return summed


def sum_day_again(store: Store, site: str, day: int) -> bool:
    """Whether the sessions first seen on a day were not as their events say; if so, they are now."""
    stretch = {"first_session": (day * DAY_SECONDS) << 32, "end_session": ((day + 1) * DAY_SECONDS) << 32}
    unlike = store.query(statement("sum_unlike"), stretch | {"sites": [site]})
    for row in unlike:
        sum_day(store, stretch | {"site": site}, int(row["events"]))
    return bool(unlike)


def sum_day(store: Store, stretch: Mapping[str, Any], events: int) -> None:
    """The sessions first seen on a day, in as many parts as keep each statement small."""
    store.command(statement("sum_gone_stretch"), stretch)
    parts = 1 + events // EVENTS_AT_ONCE
    for part in range(parts):
        place = {**stretch, "parts": parts, "part": part}
        try:
            store.command(statement("sum_stretch"), place)
        except StoreRefused as error:
            if not asks_for_too_much(error):
                raise
            found = store.query(statement("sessions_of_stretch"), place)
            sum_sessions(store, {stretch["site"]: [int(row["session_id"]) for row in found]})


@cache
def statement(name: str) -> str:
    """A statement of collector/sql."""
    return (SQL / f"{name}.sql").read_text("utf-8")
