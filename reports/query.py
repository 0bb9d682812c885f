"""The one callable through which reports read, handed in by the application."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

Rows = Sequence[dict[str, Any]]
Query = Callable[[str, Mapping[str, Any]], Rows]
"""query(sql, params): rows as dicts. params fill the server-side {name:Type} places of the statement."""


class Answer(list[dict[str, Any]]):
    """Rows that know how many rows of the tables ClickHouse read for them."""

    def __init__(self, rows: Iterable[dict[str, Any]], read: int | None) -> None:
        super().__init__(rows)
        self.read = read


class Awaited(Sequence[dict[str, Any]]):
    """Rows that are waited for when they are looked at. give: waits for them."""

    def __init__(self, give: Callable[[], Rows]) -> None:
        self._give = give

    @cached_property
    def rows(self) -> Rows:
        """The rows."""
        return self._give()

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: Any) -> Any:
        return self.rows[index]


def rows_read(rows: Rows) -> int | None:
    """How many rows of the tables ClickHouse read for the answer; None where it did not say."""
    if isinstance(rows, Awaited):
        return rows_read(rows.rows)
    return rows.read if isinstance(rows, Answer) else None


class DatabaseUnavailable(Exception):
    """ClickHouse does not answer now; the page says so and asks the reader to try again."""


class DatabaseShortOfMemory(DatabaseUnavailable):
    """ClickHouse lacks the memory for a statement, alone or beside what else it does now."""


class DatabaseAskedTooMuch(DatabaseShortOfMemory):
    """A statement takes more memory or time than one may have: asked again, it would be refused again."""
