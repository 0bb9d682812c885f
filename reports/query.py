"""The one callable through which reports read, handed in by the application."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Rows = list[dict[str, Any]]
Query = Callable[[str, Mapping[str, Any]], Rows]
"""query(sql, params): rows as dicts. params fill the server-side {name:Type} places of the statement."""


def asked_once(query: Query) -> Query:
    """The same, for one answer: what was asked before is not asked again."""
    held: dict[tuple[str, str], Rows] = {}

    def ask(sql: str, params: Mapping[str, Any]) -> Rows:
        key = sql, repr(sorted(params.items()))
        if key not in held:
            held[key] = query(sql, params)
        return held[key]

    return ask


class Answer(Rows):
    """Rows that know how many rows of the tables ClickHouse read for them."""

    def __init__(self, rows: Iterable[dict[str, Any]], read: int | None) -> None:
        super().__init__(rows)
        self.read = read


def rows_read(rows: Rows) -> int | None:
    """How many rows of the tables ClickHouse read for the answer; None where it did not say."""
    return rows.read if isinstance(rows, Answer) else None


class DatabaseUnavailable(Exception):
    """ClickHouse does not answer now; the page says so and asks the reader to try again."""
