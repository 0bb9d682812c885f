"""Puts a backup back: into an empty data folder, and into the engine in it or an empty database of a server."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from collector.lead_summary import sum_all_leads
from collector.migrate import SchemaChanged, migrate, migrations
from collector.spool import sync_folder
from collector.store import StoreRefused, StoreUnavailable
from collector.summary import sum_all_again
from leadpump.backup.archive import ArchiveReader, BadBackup, Manifest
from leadpump.backup.tables import insert_rows, partitions, stored_tables
from leadpump.clickhouse import WORK_SECONDS, ClickHouse
from leadpump.clickhouse_address import Address
from leadpump.engine.alone import EngineFailed, engine_alone
from leadpump.settings import Settings
from leadpump.setup import UNFINISHED
from leadpump.supervisor import AlreadyRunning, hold_folder

MAY_LIE_THERE = frozenset({"leadpump.lock", "lost+found", UNFINISHED})
Progress = Callable[[int, int], None]
"""Parts done and parts in all."""


class RestoreFailed(Exception):
    """Nothing was restored; the text says why and what to do."""


def restore_backup(settings: Settings, path: Path, progress: Progress) -> Manifest:
    """Put everything back, or leave the data folder as empty as it was. Raises RestoreFailed."""
    with opened(path) as archive:
        refuse_newer(archive.manifest)
        refuse_used_folder(settings.data)
        verify_all(archive, lambda done, total: progress(done, 2 * total))
        try:
            lock = hold_folder(settings.data)
        except AlreadyRunning as error:
            raise RestoreFailed(str(error)) from error
        except OSError as error:
            raise RestoreFailed(f"The data folder {settings.data} cannot be used ({error.strerror}).") from error
        work = settings.data / UNFINISHED
        try:
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir(mode=0o700)
            unpack_files(archive, work)
            total = len(archive.manifest.parts)
            with clickhouse_of(settings, work) as clickhouse:
                fill_tables(archive, clickhouse, lambda done: progress(total + done, 2 * total))
            put_in_place(work, settings.data)
        except (StoreUnavailable, StoreRefused, SchemaChanged) as error:
            raise RestoreFailed(f"ClickHouse did not take the rows: {error}") from error
        except (EngineFailed, BadBackup) as error:
            raise RestoreFailed(str(error)) from error
        except OSError as error:
            raise RestoreFailed(f"The backup could not be put back: {error}") from error
        finally:
            shutil.rmtree(work, ignore_errors=True)
            os.close(lock)
        return archive.manifest


def check_backup(path: Path, progress: Progress) -> Manifest:
    """Read all of a backup and compare it with its manifest. Raises RestoreFailed."""
    with opened(path) as archive:
        verify_all(archive, progress)
        return archive.manifest


@contextmanager
def opened(path: Path) -> Iterator[ArchiveReader]:
    """The archive; what is wrong with it in words."""
    try:
        archive = ArchiveReader(path)
    except BadBackup as error:
        raise RestoreFailed(str(error)) from error
    except OSError as error:
        raise RestoreFailed(f"{path} cannot be read ({error.strerror}).") from error
    try:
        yield archive
    finally:
        archive.close()


def verify_all(archive: ArchiveReader, progress: Progress) -> None:
    """Every part is what the manifest says, before anything is written."""
    parts = archive.manifest.parts
    try:
        for number, part in enumerate(parts, 1):
            archive.verify(part)
            progress(number, len(parts))
    except BadBackup as error:
        raise RestoreFailed(f"{error} Take another copy of it, or an older backup.") from error


def refuse_newer(manifest: Manifest) -> None:
    """This version must know every migration that the rows were written under."""
    unknown = set(manifest.migrations) - {script.name for script in migrations()}
    if unknown:
        raise RestoreFailed(
            f"The backup was made by version {manifest.version}, whose tables this version does not know "
            f"({', '.join(sorted(unknown))}): install that version or a newer one."
        )


def refuse_used_folder(data: Path) -> None:
    """Nothing is ever overwritten."""
    found = sorted(entry.name for entry in data.iterdir() if entry.name not in MAY_LIE_THERE) if data.exists() else []
    if found:
        raise RestoreFailed(
            f"{data} is not empty (it holds {', '.join(found[:3])}{' …' if len(found) > 3 else ''}): "
            "name an empty folder with --data, or move this one away."
        )


def unpack_files(archive: ArchiveReader, work: Path) -> None:
    """Everything but the tables, readable by this account only."""
    for part in archive.manifest.parts:
        if part.table:
            continue
        target = work / part.name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            for piece in archive.pieces(part):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())


@contextmanager
def clickhouse_of(settings: Settings, work: Path) -> Iterator[ClickHouse]:
    """The engine over the new folder, or the server that the settings name."""
    if not settings.embedded:
        yield ClickHouse(settings.clickhouse_address(), answer_seconds=WORK_SECONDS)
        return
    within = replace(settings, data=work)
    with engine_alone(work, within.environment()) as port:
        address = Address("127.0.0.1", port, "leadpump", within.sql_token, "leadpump")
        yield ClickHouse(address, answer_seconds=WORK_SECONDS)


def fill_tables(archive: ArchiveReader, clickhouse: ClickHouse, progress: Callable[[int], None]) -> None:
    """The schema that the rows were written under, the rows, and then what this version's schema adds."""
    clickhouse.create_database()
    used = [table.name for table in stored_tables(clickhouse) if table.rows and table.name != "schema_migrations"]
    if used:
        raise RestoreFailed(
            f"The database {clickhouse.address.database} holds rows already (in {', '.join(used)}), perhaps those of a "
            "restore that was ended: name another in LEADPUMP_CLICKHOUSE, or drop it."
        )
    manifest = archive.manifest
    migrate(clickhouse, manifest.migrations)
    for number, part in enumerate(manifest.parts, 1):
        if part.table:
            insert_rows(clickhouse, part.table, archive.pieces(part))
        progress(number)
    for table, rows in manifest.rows().items():
        found = sum(partitions(clickhouse, table).values())
        if found != rows:
            raise RestoreFailed(f"{table} has {found} rows and the backup {rows}: it was not put back whole.")
    migrate(clickhouse)
    sum_all_again(clickhouse)
    sum_all_leads(clickhouse)


def put_in_place(work: Path, data: Path) -> None:
    """Move everything up into the data folder, the records last."""
    shutil.rmtree(work / "tmp", ignore_errors=True)
    for entry in sorted(work.iterdir(), key=lambda path: path.name.startswith("records")):
        entry.rename(data / entry.name)
    work.rmdir()
    sync_folder(data)
