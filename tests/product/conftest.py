"""The whole product, started as its owner starts it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from click.testing import CliRunner

from collector.batch import prepared_folders
from collector.migrate import migrations, views
from collector.store import StoreRefused, StoreUnavailable
from leadpump.cli import cli
from leadpump.clickhouse import ClickHouse
from leadpump.settings import read_settings
from tests.conftest import ROOT, free_port, wait_until

LEADPUMP = Path(sys.executable).with_name("leadpump")


class Product:
    """`leadpump serve` on free ports over a folder of its own."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.data = data
        self.port = free_port()
        self.engine_port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.environment = os.environ | {"LEADPUMP_DATA": str(data)} | environment
        self.output = ""
        self.process: subprocess.Popen[str] | None = None
        self._has_tables = False

    def start(self, *, wait: bool = True) -> None:
        self.process = subprocess.Popen(
            [
                LEADPUMP,
                "serve",
                *("--port", str(self.port)),
                *("--engine-port", str(self.engine_port)),
                *("--public-url", self.url),
            ],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
        )
        threading.Thread(target=self._read, args=(self.process,), daemon=True).start()
        if wait:
            wait_until(lambda: "Leadpump is running" in self.output, 60, "the start of the product")

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self.output += line
        process.stdout.close()

    def stop(self) -> int:
        """As Ctrl-C does; the exit code."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)

    def password(self) -> str:
        found = re.search(r"Password +(\S+)", self.output)
        assert found, self.output
        return found.group(1)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`leadpump …` in another terminal."""
        return subprocess.run(
            [LEADPUMP, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=240,
            cwd=ROOT,
            check=False,
        )

    def give(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The same in this process, where that will do: another takes a second to start."""
        done = CliRunner(env=self.environment).invoke(cli, arguments, prog_name="leadpump", catch_exceptions=False)
        return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)

    def sql(self, statement: str) -> list[dict[str, Any]]:
        """What `leadpump sql` answers, asked without the second that a command takes to start."""
        store = ClickHouse(read_settings(self.environment).clickhouse_address())
        if not self._has_tables:
            wait_until(lambda: tables_of(store), 60, "the loader's making of the tables")
            self._has_tables = True
        return [json.loads(line) for line in store.ask(statement, "JSONEachRow").decode().splitlines()]

    def sql_or_none(self, statement: str) -> list[dict[str, Any]] | None:
        """The same, or None while ClickHouse does not answer, or refuses."""
        try:
            return self.sql(statement)
        except (StoreRefused, StoreUnavailable):
            return None

    def settle(self, seconds: float = 60) -> None:
        """Wait until all that was acknowledged is stored. Each worker has a segment of its own, sealed when it will."""
        spool = self.data / "spool"
        # As a segment goes: looked for the other way round, one on its way is nowhere.
        places = (
            lambda: spool.glob("*.open"),
            lambda: spool.glob("*.ready"),
            lambda: prepared_folders(spool / "prepared"),
        )
        wait_until(lambda: not any(list(place()) for place in places), seconds, "an empty spool")

    def post(self, body: Any, path: str = "/api/event", **headers: str) -> tuple[int, dict[str, Any]]:
        """POST JSON; the status and the answer."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(
            self.url + path, data, {"Content-Type": "application/json", **headers}, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read() or b"{}")

    def processes(self, name: str) -> list[psutil.Process]:
        """The processes of a child: its master first, then its workers."""
        assert self.process is not None
        words = {"engine": "leadpump.engine.serve", "loader": "leadpump.load", "web": "leadpump.serve:create"}
        found = []
        for process in psutil.Process(self.process.pid).children(recursive=True):
            try:
                command = " ".join(process.cmdline())
                # gunicorn's workers rename themselves only where setproctitle is installed: tell them by their parent.
                if words[name] in command:
                    found.append(process)
            except psutil.NoSuchProcess:
                continue
        return found

    def workers(self, name: str) -> list[psutil.Process]:
        """The workers of a gunicorn child: those whose parent is its master."""
        masters = {process.pid for process in self.processes(name)}
        return [process for process in self.processes(name) if process.ppid() in masters]


def tables_of(store: ClickHouse) -> bool:
    """Whether every table and view is there: the product accepts events before its loader has made them."""
    try:
        applied = {row["name"] for row in store.query("select name from schema_migrations")}
    except (StoreRefused, StoreUnavailable):
        return False
    return {script.name for script in [*migrations(), *views()]} <= applied


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    """A product of its own, running, its tables made."""
    product = Product(tmp_path / "data")
    try:
        product.start()
        product.sql("select 1")
        yield product
    finally:
        product.stop()


@pytest.fixture(scope="module")
def shared_product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One running product for the tests of a module that leave it whole."""
    product = Product(tmp_path_factory.mktemp("product") / "data")
    try:
        product.start()
        product.sql("select 1")
        yield product
    finally:
        stopped = product.stop()
    assert stopped == 0
