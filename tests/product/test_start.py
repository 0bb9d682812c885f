"""Starting, stopping, starting twice: what a newcomer sees."""

from __future__ import annotations

import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import psutil
import pytest

from leadpump.check.clock import BUILT
from leadpump.command.serve import refuse_old_clock
from leadpump.settings import Settings
from leadpump.setup import set_up
from tests.conftest import answers, wait_until
from tests.product.conftest import LEADPUMP, Product


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One running product for the tests that leave it whole, in an environment that names a proxy."""
    proxy = "http://127.0.0.1:9"
    data = tmp_path_factory.mktemp("start") / "data"
    product = Product(data, http_proxy=proxy, HTTP_PROXY=proxy, all_proxy=proxy)
    try:
        product.start()
        yield product
    finally:
        stopped = product.stop()
    assert stopped == 0


def test_the_first_start_says_where_everything_is_and_makes_its_secrets(product: Product) -> None:
    for expected in (
        f"Reports     {product.url}/",
        "Log in as   owner",
        f"Demo site   {product.url}/demo/",
        f'<script defer src="{product.url}/leadpump.js"',
        f"leadpump --data {product.data} demo",
    ):
        assert expected in product.output
    assert len(product.password()) >= 20
    secrets = ["sql.token", "session.key", "visitor.key", "contact.key", "demo.key", "records.sqlite3"]
    assert [(product.data / name).stat().st_mode & 0o077 for name in secrets] == [0] * len(secrets)
    assert product.data.stat().st_mode & 0o077 == 0


def test_a_second_start_on_the_same_folder_is_refused(product: Product) -> None:
    second = Product(product.data)
    second.start(wait=False)
    assert second.process is not None
    assert second.process.wait(30) == 1
    wait_until(lambda: "already runs on" in second.output, 5, "the refusal")
    assert str(product.data) in second.output
    assert answers(f"{product.url}/healthz")


def test_a_taken_port_is_named_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [LEADPUMP, "serve", "--port", str(port), "--data", str(tmp_path / "data")],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    assert f"port {port}" in done.stderr
    assert "--port" in done.stderr


def test_a_folder_that_cannot_be_made_is_named_in_words(tmp_path: Path) -> None:
    """As /srv/leadpump cannot by an ordinary account."""
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "data"
    for command in (("serve", "--data", str(folder)), ("--data", str(folder), "backup", str(tmp_path))):
        done = subprocess.run([LEADPUMP, *command], capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 1
        assert str(folder) in done.stderr
        assert "CRITICAL" not in done.stderr


def test_a_clock_from_before_the_program_was_written_is_refused() -> None:
    with pytest.raises(click.ClickException, match="takes today for 1970-01-02: set its clock"):
        refuse_old_clock(86_400.0)
    refuse_old_clock(BUILT)


def test_an_emptied_secret_is_refused_before_anything_starts(tmp_path: Path) -> None:
    product = Product(tmp_path / "data")
    set_up(Settings(data=product.data))
    (product.data / "sql.token").write_text("")
    product.start(wait=False)
    assert product.process is not None
    assert product.process.wait(30) == 1
    wait_until(lambda: "sql.token is empty or cut short" in product.output, 5, "the refusal")


def test_a_proxy_in_the_environment_is_not_asked_for_what_runs_here(product: Product) -> None:
    assert product.environment["http_proxy"] == "http://127.0.0.1:9"
    # The supervisor has found the public port, and the loader has found the engine.
    assert product.sql("select count() as n from events") == [{"n": 0}]


def test_a_connection_that_falls_silent_is_closed(product: Product) -> None:
    with socket.create_connection(("127.0.0.1", product.port)) as silent:
        silent.sendall(
            b"POST /api/event HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\n{"
        )
        silent.settimeout(30)
        received = silent.recv(100)
    assert not received.startswith(b"HTTP/1.1 202")


def test_ctrl_c_stops_everything_and_a_later_start_keeps_what_was_stored(tmp_path: Path) -> None:
    product = Product(tmp_path / "data")
    product.start()
    assert product.process is not None
    children = psutil.Process(product.process.pid).children(recursive=True)
    assert len(children) >= 6
    event = {"site": "toits-de-loire.example", "name": "pageview", "url": "https://toits-de-loire.example/"}
    assert product.post(event)[0] == 202
    assert product.stop() == 0
    assert "Leadpump has stopped." in product.output
    assert not [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]
    product.output = ""
    product.start()
    assert "Password " not in product.output
    wait_until(lambda: product.sql("select count() as n from events") == [{"n": 1}], 20, "the event's row")
    assert product.stop() == 0


def test_children_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    product = Product(tmp_path / "data")
    product.start()
    assert product.process is not None
    children = psutil.Process(product.process.pid).children(recursive=True)
    product.process.send_signal(signal.SIGKILL)
    product.process.wait()
    _, alive = psutil.wait_procs(children, timeout=40)
    assert not alive


def test_a_child_that_crashes_is_started_again_and_that_is_logged(product: Product) -> None:
    (loader,) = product.processes("loader")
    loader.kill()
    wait_until(lambda: "loader ended with SIGKILL; starting it again" in product.output, 10, "the line of the log")
    wait_until(lambda: [p.pid for p in product.processes("loader")] not in ([], [loader.pid]), 10, "the new loader")
