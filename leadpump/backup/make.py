"""Makes a backup: the tables at rest, the records as one, and every segment that is not loaded yet."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from collector.loader import LOST_BATCH
from collector.store import StoreRefused, StoreUnavailable
from leadpump.backup.archive import ArchiveWriter, Manifest
from leadpump.backup.folder import copy_of_records, kept_files, read_pieces, waiting_segments
from leadpump.backup.ledger import Made, note
from leadpump.backup.tables import (
    DERIVED,
    MOST_TRIES,
    Stored,
    TableMoved,
    applied_migrations,
    partition_rows,
    partitions,
    schema_tables,
    stored_tables,
)
from leadpump.clickhouse import WORK_SECONDS, ClickHouse
from leadpump.clickhouse_address import Address
from leadpump.engine.alone import EngineFailed, engine_alone
from leadpump.loader import loader_of
from leadpump.pause import LoaderBusy, loader_at_rest
from leadpump.records.records import FILE as RECORDS
from leadpump.settings import Settings
from leadpump.supervisor import AlreadyRunning, hold_folder

LARGER = 3
"""How many times the room of a table in ClickHouse, which packs columns better, is counted on; 2.1 was seen."""
Progress = Callable[[int, int], None]
"""Rows done and rows in all."""


class BackupFailed(Exception):
    """No backup was made; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What was made. rows: by table; left_out: tables that are not of Leadpump's schema."""

    made: Made
    size: int
    rows: dict[str, int]
    segments: int
    left_out: list[str]


def make_backup(settings: Settings, path: Path, progress: Progress) -> Summary:
    """Write a backup of everything to a new file, while the product runs or while it is stopped.

    Raises BackupFailed and leaves nothing behind then.
    """
    refuse_place(settings.data, path)
    try:
        with clickhouse_of(settings) as clickhouse, loader_at_rest(settings.data / "run"):
            return write_backup(settings, path, clickhouse, progress, whole=finish_batch(settings, clickhouse))
    except (StoreUnavailable, StoreRefused) as error:
        raise BackupFailed(f"ClickHouse did not give its rows: {error}") from error
    except (LoaderBusy, EngineFailed, TableMoved) as error:
        raise BackupFailed(str(error)) from error
    except OSError as error:
        raise BackupFailed(f"The backup could not be written: {error}") from error


def finish_batch(settings: Settings, clickhouse: ClickHouse) -> bool:
    """Have what the loader was interrupted at come to its end: afterwards a segment is loaded or it is not.

    False where ClickHouse refuses it, or its files were damaged and its segments wait again: some of its rows may be
    stored then.
    """
    try:
        loader_of(settings, clickhouse).load_waiting(lambda: True)
    except StoreRefused:
        return False
    return not (settings.data / "spool" / LOST_BATCH).exists()


def refuse_place(data: Path, path: Path) -> None:
    """Raise BackupFailed where a backup cannot be put."""
    if path.exists():
        raise BackupFailed(f"{path} exists already: name another file.")
    if not path.parent.is_dir():
        raise BackupFailed(f"There is no folder {path.parent}: make it first.")
    inside = path.resolve().is_relative_to(data.resolve())
    if inside and not path.resolve().is_relative_to(data.resolve() / "backups"):
        raise BackupFailed(
            f"Within the data folder, backups are kept in {data / 'backups'}; better keep them elsewhere."
        )


@contextmanager
def clickhouse_of(settings: Settings) -> Iterator[ClickHouse]:
    """ClickHouse as the running product has it; the engine by itself while the product is stopped."""
    try:
        lock = hold_folder(settings.data)
    except AlreadyRunning:
        yield ClickHouse(settings.clickhouse_address(), answer_seconds=WORK_SECONDS)
        return
    try:
        if settings.embedded:
            with engine_alone(settings.data, settings.environment()) as port:
                address = Address("127.0.0.1", port, "leadpump", settings.sql_token, "leadpump")
                yield ClickHouse(address, answer_seconds=WORK_SECONDS)
        else:
            yield ClickHouse(settings.clickhouse_address(), answer_seconds=WORK_SECONDS)
    finally:
        os.close(lock)


def write_backup(settings: Settings, path: Path, clickhouse: ClickHouse, progress: Progress, *, whole: bool) -> Summary:
    """The archive, whole, and a line in the list of backups. whole: see finish_batch."""
    tables = stored_tables(clickhouse)
    ours = schema_tables()
    refuse_full_disk(settings, path, tables)
    archive = ArchiveWriter(path)
    try:
        add_tables(archive, clickhouse, [table for table in tables if table.name in ours], progress)
        segments = add_folder(archive, settings.data)
        if not whole:
            # Whoever loads the segments of the backup has to look for their rows in the tables.
            archive.add(f"spool/{LOST_BATCH}", [])
        manifest = Manifest(
            id=secrets.token_hex(8),
            made=datetime.now(UTC).isoformat(timespec="seconds"),
            version=version("leadpump"),
            migrations=applied_migrations(clickhouse),
            parts=archive.parts,
        )
        archive.finish(manifest)
    except BaseException:
        archive.give_up()
        raise
    made = Made(
        id=manifest.id,
        made=manifest.made,
        file=str(path.resolve()),
        version=manifest.version,
        events=manifest.rows().get("events", 0),
    )
    note(settings.data, made)
    known = ours | DERIVED | {"schema_migrations"}
    left_out = [table.name for table in tables if table.name not in known]
    return Summary(made, path.stat().st_size, manifest.rows(), segments, left_out)


def refuse_full_disk(settings: Settings, path: Path, tables: list[Stored]) -> None:
    """Raise BackupFailed where the backup would fill the disk: new events could not be accepted then."""
    waiting = sum(segment.stat().st_size for _, segment in waiting_segments(settings.data / "spool"))
    needed = LARGER * sum(table.bytes for table in tables) + waiting
    free = shutil.disk_usage(path.parent).free - settings.min_free_mb * 1_000_000
    if needed > free:
        raise BackupFailed(
            f"The backup needs about {needed // 1_000_000:,} MB, and {path.parent} has "
            f"{max(free, 0) // 1_000_000:,} MB to spare: put it on another disk."
        )


def add_tables(archive: ArchiveWriter, clickhouse: ClickHouse, tables: list[Stored], progress: Progress) -> None:
    """Every partition of every table, as one part each."""
    done, total = 0, sum(table.rows for table in tables)
    for table in tables:
        for partition in partitions(clickhouse, table.name):
            done += add_partition(archive, clickhouse, table.name, partition)
            progress(done, max(done, total))


def add_partition(archive: ArchiveWriter, clickhouse: ClickHouse, table: str, partition: str) -> int:
    """The rows of a partition; how many. Rows that reached their age may go meanwhile: then it is read again.

    Raises TableMoved when it never holds still.
    """
    for attempt in range(MOST_TRIES):
        before = partitions(clickhouse, table).get(partition, 0)
        name = f"tables/{table}/{partition}.{attempt}.native" if attempt else f"tables/{table}/{partition}.native"
        archive.add(name, partition_rows(clickhouse, table, partition), table=table, rows=before)
        if partitions(clickhouse, table).get(partition, 0) == before:
            return before
        archive.disown()
    raise TableMoved(f"Rows of {table} come or go while the loader rests: is somebody else writing to it? Try again.")


def add_folder(archive: ArchiveWriter, data: Path) -> int:
    """The records, the files of the data folder and the segments that wait; how many segments."""
    archive.add(RECORDS, copy_of_records(data))
    for name, path in kept_files(data):
        archive.add(name, read_pieces(path))
    segments = list(waiting_segments(data / "spool"))
    for name, path in segments:
        archive.add(name, read_pieces(path))
    return len(segments)
