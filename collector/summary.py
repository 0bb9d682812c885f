"""What each session comes to, kept beside the events: worked out again whenever events of a session were stored.

A row says nothing that the events do not say, so whatever went wrong is mended by comparing and working out anew. Who
writes events, or moves them, holds the lock of collector/preparing.py from then until their sessions are summed.
docs/decisions/0060-session-summaries.md says why it is done so, and not by ClickHouse itself.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from pathlib import Path

from collector.store import Store, StoreRefused
from collector.verdict import asks_for_too_much

log = logging.getLogger(__name__)

SQL = Path(__file__).with_name("sql")
SESSIONS_AT_ONCE = 2000
"""Parameters travel in the request's address."""
EVENTS_AT_ONCE = 100_000
DAY_SECONDS = 86_400


def sum_sessions(store: Store, sessions: Mapping[str, Collection[int]]) -> None:
    """Work out what these sessions come to, by site. Raises StoreUnavailable or StoreRefused.

    A session of more events than ClickHouse has the memory for, which is a program's, keeps what it came to before:
    nobody else's events may wait for it.
    """
    listed = sorted((session, site) for site, own in sessions.items() for session in set(own))
    for start in range(0, len(listed), SESSIONS_AT_ONCE):
        sum_some(store, listed[start : start + SESSIONS_AT_ONCE])


def sum_some(store: Store, part: Sequence[tuple[int, str]]) -> None:
    """The same for a few, in order, each with its site."""
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
            return
        middle = len(part) // 2
        sum_some(store, part[:middle])
        sum_some(store, part[middle:])


def forget_sessions(store: Store, site: str, sessions: Sequence[int]) -> None:
    """Note that these sessions have no events any more."""
    store.command(statement("sum_gone"), {"site": site, "sessions": sessions})


def sum_all_again(
    store: Store,
    site: str | None = None,
    tell: Callable[[int, int], object] = lambda _done, _all: None,
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Work out what is not as the events say, of one site or of all, the latest days first; how many days these were.

    Also fills the table, and mends what a cut-off import, another writer of events or new channels left behind.
    """
    unlike = store.query(statement("sum_unlike"), {"sites": [] if site is None else [site]})
    for done, row in enumerate(unlike):
        if stopped():
            return done
        tell(done, len(unlike))
        sum_day(store, str(row["site"]), int(row["day"]), int(row["events"]))
    return len(unlike)


def sum_day(store: Store, site: str, day: int, events: int) -> None:
    """The sessions first seen on a day, in as many parts as keep each statement small."""
    stretch = {
        "site": site,
        "first_session": (day * DAY_SECONDS) << 32,
        "end_session": ((day + 1) * DAY_SECONDS) << 32,
    }
    store.command(statement("sum_gone_stretch"), stretch)
    parts = 1 + events // EVENTS_AT_ONCE
    for part in range(parts):
        place = stretch | {"parts": parts, "part": part}
        try:
            store.command(statement("sum_stretch"), place)
        except StoreRefused as error:
            if not asks_for_too_much(error):
                raise
            found = store.query(statement("sessions_of_stretch"), place)
            sum_sessions(store, {site: [int(row["session_id"]) for row in found]})


@cache
def statement(name: str) -> str:
    """A statement of collector/sql."""
    return (SQL / f"{name}.sql").read_text("utf-8")
