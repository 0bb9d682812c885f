"""Asks two statements of an answer at a time: most of them do not depend on one another."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future, wait
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Any

from reports.query import Awaited, Query, Rows


@dataclass(slots=True)
class _Asked:
    """A statement. begun: cancelled if the answering thread ran it itself; rows: what it gave, once known."""

    run: Callable[[], Rows]
    begun: Future[Rows]
    rows: Rows | None = None


class Together:
    """The statements of one answer, each asked once. They are begun in the order they were asked in, and waited for
    when their rows are looked at: what the other thread has not begun by then is run by the one that looks.

    other: a thread that the answers of a process share, so that many readers are one statement more and not twice as
    many. None: one statement after the other.
    """

    def __init__(self, query: Query, other: Executor | None) -> None:
        self._query = query
        self._other = other
        self._asked: dict[tuple[str, str], _Asked] = {}
        self._waiting: deque[_Asked] = deque()

    def __call__(self, sql: str, params: Mapping[str, Any]) -> Rows:
        key = sql, repr(sorted(params.items()))
        if key not in self._asked:
            run = partial(self._query, sql, params)
            self._asked[key] = _Asked(run, self._other.submit(run) if self._other else Future())
            self._waiting.append(self._asked[key])
        return Awaited(partial(self._rows, self._asked[key]))

    def __enter__(self) -> Together:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        """Begin nothing more, and wait for what the other thread has begun: no statement outlives its answer."""
        wait([asked.begun for asked in self._asked.values() if not asked.begun.cancel()])

    def _rows(self, asked: _Asked) -> Rows:
        while asked.rows is None:
            if asked.begun.done() or not self._waiting:
                asked.rows = asked.begun.result()
            else:
                first = self._waiting.popleft()
                if first.begun.cancel():
                    first.rows = first.run()
        return asked.rows
