"""Where a value is found in everything that the product keeps: files of the data folder and rows of ClickHouse."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from leadpump.clickhouse import ClickHouse

KEPT = """
select
    database,
    name
from system.tables
where
    engine not like '%View'
    and (database = currentDatabase() or (database = 'system' and endsWith(name, '_log')))
"""


def find_traces(value: str | UUID, folder: Path, clickhouse: ClickHouse) -> list[str]:
    """The files and the tables, ClickHouse's own logs included, in which the value stands. Tables are asked by SQL."""
    sought = [str(value).encode().lower()] + ([value.bytes] if isinstance(value, UUID) else [])
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    tables = {
        f"{row['database']}.{row['name']}": clickhouse.lines(f"select * from {row['database']}.{row['name']}")
        for row in clickhouse.query(KEPT)
    }
    return sorted(
        name for name, kept in (files | tables).items() if any(one in kept or one in kept.lower() for one in sought)
    )
