"""Opens the database of the records, for one writer at a time, and brings its tables up to date."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text

from leadpump.records.errors import RecordsError

BUSY_MILLISECONDS = 15_000
WRITER = 0x6C656164  # "lead": the number of PostgreSQL's advisory lock that every writer takes


def sqlite_url(path: Path) -> str:
    """The address of the records kept in a file."""
    return f"sqlite:///{path.absolute()}"


def connect(url: str, *, foreign_keys: bool = True) -> Engine:
    """An engine whose transactions begin when asked: deferred, or as the one writer (`as_writer`)."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite(foreign_keys))
    event.listen(engine, "begin", _begin)
    return engine


def as_writer(engine: Engine) -> Engine:
    """The same engine, whose transactions wait for the other writers before they read anything.

    A SQLite transaction that reads first and writes later can be refused without waiting; on PostgreSQL two
    of them can both find "no account yet". Records change rarely, so one writer at a time costs nothing.
    """
    return engine.execution_options(leadpump_writer=True)


def _set_up_sqlite(foreign_keys: bool) -> Any:
    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        # The driver must not open transactions by itself: _begin does, and DDL then belongs to them too.
        connection.isolation_level = None
        connection.execute(f"pragma busy_timeout = {BUSY_MILLISECONDS}")
        connection.execute(f"pragma foreign_keys = {'on' if foreign_keys else 'off'}")
        # A password that was changed, or a site that was added, survives a power cut.
        connection.execute("pragma synchronous = full")

    return set_up


def _begin(connection: Connection) -> None:
    writer = connection.get_execution_options().get("leadpump_writer", False)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("begin immediate" if writer else "begin")
    elif writer:
        connection.execute(text("select pg_advisory_xact_lock(:number)"), {"number": WRITER})


def prepare_file(path: Path) -> None:
    """Make the file, readable by its owner alone, in write-ahead mode; two processes may try at once.

    Errors: OSError when the folder cannot be written.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(path.with_name(f".{path.name}.lock")):
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        connection = sqlite3.connect(path, timeout=BUSY_MILLISECONDS / 1000)
        try:
            connection.execute("pragma journal_mode = wal")
        finally:
            connection.close()


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    # Changing a file to write-ahead mode does not wait for others, it fails: hence a lock beside the file.
    handle = os.open(lock, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def migrate(url: str) -> None:
    """Bring the tables up to date in one transaction; a second process waits and then finds nothing to do.

    Errors: RecordsError when the database was written by a newer version.
    """
    # Altering a table in SQLite copies it and drops the old one, which would delete what refers to it.
    engine = connect(url, foreign_keys=False)
    try:
        with as_writer(engine).begin() as connection:
            _upgrade(connection)
            _check_references(connection)
    finally:
        engine.dispose()


def _upgrade(connection: Connection) -> None:
    # Only whoever brings tables up to date pays for what does it: 12 MB, which the workers need not hold.
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "leadpump.records:migrations")
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise RecordsError(
            f"The accounts and sites could not be brought up to date ({error}). "
            "They were probably written by a newer version of Leadpump: install that version."
        ) from error


def _check_references(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("pragma foreign_key_check").first()
    if broken is not None:
        raise RecordsError(f"Bringing the accounts and sites up to date left a broken reference: {broken}.")
