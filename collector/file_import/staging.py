"""The tables that hold a file's rows on their way: made by an import, dropped at its end or by the next one."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from collector.file_import.counted import CountedIds
from collector.file_import.row import COLUMNS
from collector.store import Store
from collector.summary import sum_all_again

SQL = Path(__file__).parent.with_name("sql")
TABLES = ("rows", "forms", "left_out", "entangled", "slice", "places")
MADE = ("part", "summed")
"""Finished rows: those of the slice that is stored now, and those whose sessions are summed meanwhile."""


class BulkStore(Store, Protocol):
    """A ClickHouse database that gives and takes rows in pieces."""

    def stream(self, sql: str, params: Mapping[str, Any], output_format: str) -> Generator[bytes]: ...

    def insert_stream(
        self, table: str, rows: Generator[bytes], input_format: str, settings: Mapping[str, Any] | None = None
    ) -> None: ...


class Staging:
    """The tables of one import. key: tells those of this product from those of another in the same database."""

    def __init__(self, store: BulkStore, key: str) -> None:
        self._store = store
        self.names = {table: f"import_{key}_{table}" for table in (*TABLES, *MADE)}

    def create(self) -> None:
        """Make the tables, empty."""
        self.drop()
        for table in TABLES:
            self.run(f"import_create_{table}")

    def create_part(self) -> None:
        """Make the table of finished rows, empty."""
        self._drop("part")
        self.run("import_create_part")

    def set_aside(self) -> None:
        """Make the finished rows those whose sessions are summed, and forget the ones before."""
        self._drop("summed")
        self.run("import_set_aside")

    def drop(self) -> None:
        """Remove the tables, and what an import before left of them."""
        self._drop(*self.names)

    def empty(self, table: str) -> None:
        self._store.command("truncate table {name:Identifier} sync", {"name": self.names[table]})

    def _drop(self, *tables: str) -> None:
        names = ", ".join(self.names[table] for table in tables)
        self._store.command(f"drop table if exists {names} sync")

    def count(self, table: str) -> int:
        """Rows of a table."""
        (row,) = self._store.query("select count() as n from {name:Identifier}", {"name": self.names[table]})
        return int(row["n"])

    def run(self, name: str, **params: Any) -> None:
        """Run a statement of collector/sql on these tables."""
        self._store.command(statement(name), self.names | params)

    def attach_part(self) -> None:
        """Let the finished rows become part of events, all of a month in one step."""
        text = statement("import_attach").replace("from import_part", f"from {self.names['part']}")
        for row in self.query("import_months"):
            self._store.command(text, {"month": row["month"]})

    def mend_summaries(self, alone: Callable[[], AbstractContextManager[object]]) -> None:
        """Sum the sessions that are not summed as their events say. alone: held for each day of them."""
        sum_all_again(self._store, alone=alone)

    def query(self, name: str, **params: Any) -> list[dict[str, Any]]:
        """Ask a statement of collector/sql of these tables."""
        return self._store.query(statement(name), self.names | params)

    def stream(self, name: str, **params: Any) -> Iterator[bytes]:
        """The rows of a statement of collector/sql as JSON, a line each."""
        rest = b""
        for piece in self._store.stream(statement(name), self.names | params, "JSONEachRow"):
            *lines, rest = (rest + piece).split(b"\n")
            yield from filter(None, lines)
        if rest:
            yield rest

    def counted(self, most: int) -> CountedIds:
        """Ids of events that were counted lately, so many at the most."""
        return CountedIds(b"".join(self._store.stream(statement("import_counted"), {"most": most}, "RowBinary")))

    def insert(self, rows: list[bytes], token: str) -> None:
        """Add rows of the file, once per token."""
        settings = {"insert_deduplicate": 1, "insert_deduplication_token": token, "async_insert": 0}
        table = f"{self.names['rows']} ({', '.join(COLUMNS)})"
        self._store.insert_stream(table, (part for part in rows), "Native", settings)

    def insert_forms(self, forms: list[bytes], token: str) -> None:
        """Add forms of the file, lines of JSON, once per token."""
        settings = {"insert_deduplicate": 1, "insert_deduplication_token": token, "async_insert": 0}
        lines = (form + b"\n" for form in forms)
        self._store.insert_stream(self.names["forms"], lines, "JSONEachRow", settings)

    def busy(self) -> bool:
        """Whether a statement still runs on these tables: one that an import sent before it was killed."""
        (row,) = self._store.query(statement("import_running"), {"mark": f"%{self.names['rows'][:-4]}%"})
        return int(row["n"]) > 0


@cache
def statement(name: str) -> str:
    """A statement of collector/sql."""
    return (SQL / f"{name}.sql").read_text("utf-8")
