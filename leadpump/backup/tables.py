"""ClickHouse's tables as rows in its own Native format: what one engine or server wrote, any other reads."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from collector.migrate import migrations
from leadpump.clickhouse import ClickHouse

SQL = Path(__file__).with_name("sql")
TABLE = re.compile(r"^create table (?:if not exists )?(\w+)", re.IGNORECASE | re.MULTILINE)
MOST_TRIES = 3
DERIVED = {"lead_summaries", "session_summaries"}
"""What the other tables say already, and is worked out from them again."""


class TableMoved(Exception):
    """Rows came or went while a table was copied."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A table with rows of its own."""

    name: str
    rows: int
    bytes: int


def schema_tables() -> set[str]:
    """The tables that the migrations of this version make, and that hold what nothing else holds."""
    return {name for script in migrations() for name in TABLE.findall(script.text)} - DERIVED


def stored_tables(clickhouse: ClickHouse) -> list[Stored]:
    """What stands in the database: ours and the owner's own."""
    rows = clickhouse.query(statement("stored_tables"))
    return [Stored(row["name"], int(row["rows"]), int(row["bytes"])) for row in rows]


def applied_migrations(clickhouse: ClickHouse) -> list[str]:
    """The numbered migrations that the tables have seen."""
    rows = clickhouse.query("select distinct name from schema_migrations order by name")
    return [row["name"] for row in rows if not row["name"].startswith("views/")]


def partitions(clickhouse: ClickHouse, table: str) -> dict[str, int]:
    """Rows by partition."""
    rows = clickhouse.query(statement("partitions"), {"table": table})
    return {row["partition"]: int(row["rows"]) for row in rows}


def partition_rows(clickhouse: ClickHouse, table: str, partition: str) -> Iterator[bytes]:
    """The rows of a partition."""
    return clickhouse.stream(statement("partition_rows"), {"table": table, "partition": partition}, "Native")


def insert_rows(clickhouse: ClickHouse, table: str, rows: Generator[bytes]) -> None:
    """Insert what partition_rows gave, in blocks that a small engine can hold."""
    clickhouse.insert_stream(
        table,
        rows,
        "Native",
        {
            "async_insert": 0,
            "insert_deduplicate": 0,
            "max_insert_block_size": 65_536,
            "min_insert_block_size_rows": 65_536,
            "min_insert_block_size_bytes": 33_554_432,
        },
    )


@cache
def statement(name: str) -> str:
    """A statement of this folder."""
    return (SQL / f"{name}.sql").read_text("utf-8")
