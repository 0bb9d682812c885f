"""The database is made, migrated and shared without anybody getting in anybody's way."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from argon2 import PasswordHasher

from leadpump.records import Records, RecordsError, open_records
from leadpump.records.database import as_writer, connect, prepare_file, sqlite_url
from leadpump.records.records import FILE
from leadpump.records.tables import RecordTable
from tests.records.conftest import MovableClock

STARTS = """
import pathlib, sys
from leadpump.records import open_records
with open_records(pathlib.Path(sys.argv[1])) as records:
    print(records.create_owner() or "-")
"""


def test_the_file_is_for_its_owner_alone(records: Records, data: Path) -> None:
    records.create_owner()
    for file in data.glob("records.sqlite3*"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


@pytest.mark.usefixtures("records")
def test_the_file_is_in_write_ahead_mode(data: Path) -> None:
    connection = sqlite3.connect(data / "records.sqlite3")
    assert connection.execute("pragma journal_mode").fetchone() == ("wal",)
    connection.close()


@pytest.mark.usefixtures("records")
def test_the_migrations_make_the_tables_that_the_models_name(data: Path) -> None:
    engine = connect(sqlite_url(data / "records.sqlite3"))
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), RecordTable.metadata)
    engine.dispose()
    assert differences == []


def test_a_key_of_before_may_write(data: Path) -> None:
    """The tables as version 0008 left them, with a key in them."""
    prepare_file(data / FILE)
    engine = connect(sqlite_url(data / FILE), foreign_keys=False)
    with as_writer(engine).begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", "leadpump.records:migrations")
        command.upgrade(config, "0008")
        connection.exec_driver_sql(
            "insert into sites (id, name, title, timezone, currency, hosts, count_automation, mode, created) "
            "values (1, 'fleurs.fr', 'Fleurs', 'Europe/Paris', 'EUR', '[\"fleurs.fr\"]', 0, 'tag', '2026-01-01')"
        )
        connection.exec_driver_sql(
            "insert into site_keys (site_id, key_hash, label, last_characters, created) "
            f"values (1, '{'0' * 64}', 'CRM', 'abcd', '2026-01-01')"
        )
    engine.dispose()
    with open_records(data) as records:
        (key,) = records.keys_of("fleurs.fr")
        assert key.scopes == ("write",)
        assert records.known_sites()[0].key_hashes == ("0" * 64,)


def test_opening_again_keeps_what_is_there(
    records: Records, data: Path, clock: MovableClock, hasher: PasswordHasher
) -> None:
    password = records.create_owner()
    assert password is not None
    with open_records(data, clock=clock, hasher=hasher) as again:
        assert again.create_owner() is None
        assert [account.login for account in again.list_accounts()] == ["owner"]


def test_processes_that_start_at_once_make_one_owner(data: Path) -> None:
    root = Path(__file__).parents[2]
    started = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", STARTS, str(data)],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    answers = [process.communicate(timeout=60) for process in started]
    assert [error for _, error in answers] == ["", "", "", ""]
    assert sorted(output.strip() for output, _ in answers)[:3] == ["-", "-", "-"]
    assert sum(len(output.strip()) > 20 for output, _ in answers) == 1


@pytest.mark.usefixtures("records")
def test_a_database_of_a_newer_version_is_left_alone(data: Path) -> None:
    engine = connect(sqlite_url(data / "records.sqlite3"))
    with as_writer(engine).begin() as connection:
        connection.exec_driver_sql("update alembic_version set version_num = '9999'")
    engine.dispose()
    with pytest.raises(RecordsError, match="newer version"):
        open_records(data)


@pytest.mark.usefixtures("records")
def test_references_are_kept(data: Path) -> None:
    engine = connect(sqlite_url(data / "records.sqlite3"))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("pragma foreign_keys").scalar() == 1
    engine.dispose()
