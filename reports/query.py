"""The one callable through which reports read, handed in by the application."""

from collections.abc import Callable, Mapping
from typing import Any

Rows = list[dict[str, Any]]
Query = Callable[[str, Mapping[str, Any]], Rows]
"""query(sql, params): rows as dicts. params fill the server-side {name:Type} places of the statement."""


class DatabaseUnavailable(Exception):
    """ClickHouse does not answer now; the page says so and asks the reader to try again."""
