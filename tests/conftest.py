"""Real parts for every test: the embedded engine in this process, and the same engine behind HTTP in another."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import clickhouse_connect
import pytest
from clickhouse_connect.driver.client import Client
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, Playwright, sync_playwright

from collector.migrate import migrate
from collector.store import StoreRefused, StoreUnavailable
from leadpump.clickhouse import ClickHouse
from leadpump.clickhouse_address import Address
from leadpump.records import open_records
from tests.browser import browser_arguments, find_browser

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "token-of-the-tests"


FOR_FEW_ROWS = {
    "max_threads": 1,
    "compile_expressions": 0,
    "compile_aggregate_expressions": 0,
    "compile_sort_description": 0,
    "query_plan_remove_unused_columns": 0,
}
"""Over the few rows of a test, sharing a statement out takes longer than running it. The rest is as in our engine."""


class EmbeddedClickHouse(ClickHouse):
    """The same statements on chDB in this process, through clickhouse-connect's own backend for it."""

    def __init__(self, path: Path, database: str) -> None:
        super().__init__(Address("", 0, "", "", database), FOR_FEW_ROWS)
        self._path = path

    def _connect(self, database: str) -> Client:
        client: Client = clickhouse_connect.get_client(interface="chdb", path=str(self._path), database=database)
        return client


def free_port() -> int:
    """A loopback port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(holds: Any, seconds: float = 20, what: str = "it") -> None:
    """Wait for something to become true; fail with its name if it does not. Asking costs: what lasts is asked less."""
    end = time.monotonic() + seconds
    pause = 0.05
    while time.monotonic() < end:
        if holds():
            return
        time.sleep(pause)
        pause = min(pause * 1.2, 0.25)
    raise AssertionError(f"{what} did not happen in {seconds} s")


def answers(url: str) -> bool:
    """Whether something answers 200 there."""
    try:
        with urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


class EngineProcess:
    """The embedded engine behind ClickHouse's HTTP interface, as the product runs it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port()
        (data / "tmp").mkdir(parents=True, exist_ok=True)
        (data / "sql.token").write_text(TOKEN)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "python:leadpump.engine.serve", "leadpump.engine.serve:create()"],
            env=os.environ | {"LEADPUMP_DATA": str(self.data), "LEADPUMP_ENGINE_PORT": str(self.port)},
            cwd=ROOT,
        )
        wait_until(lambda: answers(f"http://127.0.0.1:{self.port}/ping"), what="the engine's answer")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)

    def address(self, database: str) -> Address:
        return Address("127.0.0.1", self.port, "leadpump", TOKEN, database)


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """For all the applications of a process: most tests make one of their own."""
    Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))}


@pytest.fixture(scope="session")
def empty_records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of records that hold nothing, to be copied: to make their tables takes a tenth of a second."""
    folder = tmp_path_factory.mktemp("empty_records") / "data"
    open_records(folder).close()
    return folder


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineProcess]:
    """One engine process for all tests; each uses a database of its own."""
    engine = EngineProcess(tmp_path_factory.mktemp("engine"))
    engine.start()
    yield engine
    engine.stop()


@pytest.fixture(scope="session")
def chdb_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """chDB opens one folder per process."""
    return tmp_path_factory.mktemp("chdb")


@dataclass(frozen=True, slots=True)
class Spare:
    """An emptied database with our schema, and what that looks like: making one takes a second, telling it a tenth."""

    store: ClickHouse
    schema: list[Any]


@pytest.fixture(scope="session")
def spare_databases() -> dict[str, list[Spare]]:
    """What the tests before left for the next one, by backend."""
    return {"embedded": [], "http": []}


@pytest.fixture
def clickhouse(request: pytest.FixtureRequest) -> ClickHouse:
    """An empty database with our schema: in this process, or as a test asks for (see pytest_generate_tests)."""
    store: ClickHouse = request.getfixturevalue(f"clickhouse_{getattr(request, 'param', 'embedded')}")
    return store


@pytest.fixture
def clickhouse_embedded(chdb_path: Path, spare_databases: dict[str, list[Spare]]) -> Iterator[ClickHouse]:
    """An empty database with our schema in this process."""
    with lent(spare_databases["embedded"], lambda database: EmbeddedClickHouse(chdb_path, database)) as store:
        yield store


@pytest.fixture
def clickhouse_http(engine: EngineProcess, spare_databases: dict[str, list[Spare]]) -> Iterator[ClickHouse]:
    """An empty database with our schema behind HTTP."""
    with lent(spare_databases["http"], lambda database: ClickHouse(engine.address(database))) as store:
        yield store


@contextmanager
def lent(spares: list[Spare], reach: Callable[[str], ClickHouse]) -> Iterator[ClickHouse]:
    """An empty database with our schema, a spare one if there is one; given back unless its schema was changed."""
    spare = spares.pop() if spares else new_spare(reach(f"test_{secrets.token_hex(6)}"))
    yield reach(spare.store.address.database)
    with suppress(StoreRefused, StoreUnavailable):
        if schema_of(spare.store) == spare.schema:
            empty(spare.store)
            spares.append(spare)
        else:
            drop(spare.store)


def new_spare(store: ClickHouse) -> Spare:
    """Make the database with our schema."""
    store.create_database()
    migrate(store)
    return Spare(store, schema_of(store))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is marked `through_http` depends on how the store answers: also run it through the HTTP client."""
    if "clickhouse" in metafunc.fixturenames and metafunc.definition.get_closest_marker("through_http"):
        metafunc.parametrize("clickhouse", ["embedded", "http"], indirect=True)


@contextmanager
def filled_with_schema(store: ClickHouse) -> Iterator[None]:
    """The database with our schema, for as long as it is needed: for a file of tests, or where a test changes it."""
    store.create_database()
    migrate(store)
    yield
    with suppress(StoreRefused, StoreUnavailable):
        drop(store)


def drop(store: ClickHouse) -> None:
    """Drop the database, at once: ClickHouse keeps dropped tables for minutes, and some hundred fill its memory."""
    store.command(f"drop database if exists {store.address.database} sync")


def schema_of(store: ClickHouse) -> list[Any]:
    """What a test that changes it would leave to the next one: tables and views, and what of them was applied."""
    # The text of a view takes ClickHouse longer than all else; one that is replaced is another.
    tables = store.query(
        "select name, create_table_query as text from system.tables"
        " where database = currentDatabase() and engine != 'View' order by name"
    )
    views = store.query(
        "select name, uuid, metadata_modification_time as changed from system.tables"
        " where database = currentDatabase() and engine = 'View' order by name"
    )
    applied = store.query("select name, checksum, applied from schema_migrations order by all")
    return [*map(dict, tables), *map(dict, views), *map(dict, applied)]


def empty(store: ClickHouse) -> None:
    """Take all rows out of the tables, and let those of event_ids grow old again (see Pipeline)."""
    for row in store.query(
        "select name from system.tables where database = currentDatabase() and engine like '%MergeTree'"
        " and total_rows > 0 and name != 'schema_migrations'"
    ):
        store.command(f"truncate table {row['name']}")
    store.command(f"system start ttl merges {store.address.database}.event_ids")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright's own loop runs once per process."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A headless browser for the pages."""
    browser = playwright.chromium.launch(executable_path=find_browser(), args=browser_arguments())
    yield browser
    browser.close()
