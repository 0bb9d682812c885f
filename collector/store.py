"""What the collector asks of a database, and the two ways in which it can fail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class StoreUnavailable(Exception):
    """No answer, or none that can be trusted: try again later."""


class StoreRefused(Exception):
    """The database answered that the statement failed. code: ClickHouse's error number."""

    def __init__(self, code: int, message: str) -> None:
        self.code = code
        super().__init__(message)


class Store(Protocol):
    """A ClickHouse database."""

    def query(self, sql: str, params: Mapping[str, Any] | None = None) -> list[dict[str, Any]]: ...

    def command(self, sql: str, params: Mapping[str, Any] | None = None) -> None: ...

    def insert_lines(self, table: str, lines: bytes, token: str) -> None: ...

    def lines(self, sql: str, params: Mapping[str, Any] | None = None) -> bytes: ...
