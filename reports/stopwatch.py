"""What an answer has cost so far: for the owner, at the foot of a report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from time import perf_counter
from typing import Any

from reports.query import Query, Rows
from reports.words import Words


@dataclass(slots=True)
class Stopwatch:
    """began: when the answer was begun. statements: how many were asked. waited: the seconds in which the database
    worked on one or more of them. Safe for several threads.
    """

    began: float = field(default_factory=perf_counter)
    statements: int = 0
    waited: float = 0.0
    _running: int = 0
    _since: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def ask(self, query: Query, sql: str, params: Mapping[str, Any]) -> Rows:
        """Ask the database, and count the time."""
        self._start()
        try:
            return query(sql, params)
        finally:
            self._stop()

    def _start(self) -> None:
        with self._lock:
            if not self._running:
                self._since = perf_counter()
            self._running += 1
            self.statements += 1

    def _stop(self) -> None:
        with self._lock:
            self._running -= 1
            if not self._running:
                self.waited += perf_counter() - self._since

    def said(self, words: Words) -> str:
        """Both times in milliseconds, in words."""
        return words.say_count(
            "Answered in %(all)s ms; %(waited)s ms of it for %(n)s statement.",
            "Answered in %(all)s ms; %(waited)s ms of it for %(n)s statements.",
            self.statements,
            all=words.value(round(1000 * (perf_counter() - self.began)), "count"),
            waited=words.value(round(1000 * self.waited), "count"),
        )
