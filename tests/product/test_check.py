"""`leadpump check` finds what is wrong, says what to do, and finds nothing where nothing is."""

from __future__ import annotations

import json
import socket
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from collector.loader_state import LoaderState, write_state
from collector.retention import Retention
from leadpump.check.database import check_retention, check_schema, check_tables, check_version
from leadpump.check.finding import Finding
from leadpump.check.folder import check_rights
from leadpump.clickhouse import ClickHouse
from leadpump.settings import Settings
from leadpump.setup import set_up
from tests.conftest import free_port, wait_until
from tests.product.conftest import Product


def check(product: Product, **environment: str) -> tuple[int, dict[str, list[tuple[str, str]]]]:
    """The exit code, and level and sentence of each finding by what it is about."""
    before = product.environment
    product.environment = before | environment
    try:
        done = product.give("check", "--json")
    finally:
        product.environment = before
    assert done.stderr == ""
    found: dict[str, list[tuple[str, str]]] = {}
    for line in done.stdout.splitlines():
        finding = json.loads(line)
        found.setdefault(finding["about"], []).append((finding["level"], finding["says"]))
    return done.returncode, found


def said(found: list[tuple[str, str]], level: str) -> str:
    return "\n".join(text for found_level, text in found if found_level == level)


def test_a_sound_installation_has_nothing_to_set_right(shared_product: Product) -> None:
    assert shared_product.post({"site": "x", "name": "y"})[0] in (400, 403)
    wait_until(lambda: check(shared_product)[1].get("ClickHouse", [("", "")])[0][0] == "ok", 30, "the schema")
    code, found = check(shared_product)
    assert code == 0
    for about in (
        "data folder",
        "secrets",
        "disk",
        "running",
        "port",
        "ClickHouse",
        "schema",
        "tables",
        "retention",
        "tag",
        "proxies",
    ):
        assert {level for level, _ in found[about]} == {"ok"}, found[about]
    assert not any(level == "fail" for findings in found.values() for level, _ in findings)
    words = shared_product.command("check")
    assert words.returncode == 0
    assert "ok    ClickHouse: 127.0.0.1:" in words.stdout


def test_a_stopped_one_is_looked_at_too_and_a_taken_port_is_named(tmp_path: Path) -> None:
    product = Product(tmp_path / "data")
    code, found = check(product)
    assert (code, "start Leadpump once" in said(found["data folder"], "fail")) == (1, True)
    set_up(Settings(data=product.data))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        code, found = check(product, LEADPUMP_PORT=port, LEADPUMP_ENGINE_PORT=str(free_port()))
    assert code == 1
    assert "stopped" in said(found["running"], "warn")
    assert f"Port {port}" in said(found["port"], "fail")
    assert "LEADPUMP_PORT" in said(found["port"], "fail")
    assert "is free" in said(found["port"], "ok")
    assert "ClickHouse" not in found


def test_what_others_may_read_and_what_is_cut_short_is_found(tmp_path: Path) -> None:
    data = tmp_path / "data"
    set_up(Settings(data=data))
    assert [f for f in check_rights(data) if f.level == "fail"] == []
    data.chmod(0o755)
    (data / "session.key").chmod(0o644)
    (data / "visitor.key").write_text("")
    (data / "metrics.token").unlink()
    found = list(check_rights(data))
    assert said_by(found, "fail", "data folder") == [
        f"Other accounts of this machine may enter {data}: chmod 700 {data}"
    ]
    secrets = said_by(found, "fail", "secrets")
    assert f"chmod 600 {data / 'session.key'}" in secrets[0]
    assert "is empty or cut short" in secrets[1]
    assert "There is no metrics.token yet" in said_by(found, "warn", "secrets")[0]


def said_by(found: list[Finding], level: str, about: str) -> list[str]:
    return [finding.says for finding in found if (finding.level, finding.about) == (level, about)]


def test_a_disk_that_is_full_a_spool_that_waits_and_what_was_set_aside(tmp_path: Path) -> None:
    product = Product(tmp_path / "data")
    set_up(Settings(data=product.data))
    write_state(product.data / "spool", LoaderState(rejected=3))
    (product.data / "spool" / "00000000001000000000-00.ready").write_bytes(b"x" * 2_000_000)
    code, found = check(product, LEADPUMP_MIN_FREE_MB="10000000", LEADPUMP_SPOOL_LIMIT_MB="1")
    assert code == 1
    assert "make room" in said(found["disk"], "fail")
    assert "LEADPUMP_SPOOL_LIMIT_MB" in said(found["spool"], "fail")
    assert "rejected list" in said(found["rejected"], "warn")


def test_a_clickhouse_that_is_away_is_told_from_one_that_refuses(tmp_path: Path) -> None:
    product = Product(tmp_path / "data")
    set_up(Settings(data=product.data))
    port = free_port()
    code, found = check(product, LEADPUMP_CLICKHOUSE=f"clickhouse://a:b@127.0.0.1:{port}/x")
    assert code == 1
    assert f"does not answer at 127.0.0.1:{port}" in said(found["ClickHouse"], "fail")


def test_tables_that_would_count_twice_and_a_schema_of_another_version_are_found(clickhouse: ClickHouse) -> None:
    levels = [f.level for f in [*check_version(clickhouse, "it"), *check_schema(clickhouse), *check_tables(clickhouse)]]
    assert levels == ["ok"] * 3
    assert [f.level for f in check_retention(clickhouse, Retention())] == ["ok"]
    clickhouse.command("alter table events modify setting non_replicated_deduplication_window = 5")
    (weak,) = check_tables(clickhouse)
    assert weak.level == "fail"
    assert "alter table events modify setting" in weak.says
    clickhouse.command("alter table events modify ttl toDateTime(ts) + interval 9 month")
    (longer,) = check_retention(clickhouse, Retention())
    assert (longer.level, "events keeps rows for 9 months, not for 25" in longer.says) == ("warn", True)
    clickhouse.command("insert into schema_migrations (name, checksum) values ('0999_later.sql', 'x')")
    (newer,) = check_schema(clickhouse)
    assert (newer.level, "0999_later.sql is of a newer version" in newer.says) == ("fail", True)
    clickhouse.command("insert into schema_migrations (name, checksum) values ('0001_events.sql', 'edited')")
    assert [f.level for f in check_schema(clickhouse)] == ["fail", "fail"]
    clickhouse.command("truncate table schema_migrations")
    (missing,) = check_schema(clickhouse)
    assert "0001_events.sql" in missing.says


class Front(BaseHTTPRequestHandler):
    """A proxy in front: passes requests on and says for whom, or answers by itself."""

    target = ""
    answers: ClassVar[dict[str, tuple[int, bytes]]] = {}

    def do_GET(self) -> None:
        status, body = self.answers.get(self.path, (0, b""))
        if not status:
            told = self.headers.get("X-Forwarded-For", "")
            chain = f"{told}, {self.client_address[0]}" if told else self.client_address[0]
            request = urllib.request.Request(self.target + self.path, headers={"X-Forwarded-For": chain})
            with urllib.request.urlopen(request, timeout=10) as answer:
                status, body = answer.status, answer.read()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""


class FrontServer(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Stay silent: whoever checks hangs up when they have seen enough."""


@contextmanager
def front_of(target: str, **answers: tuple[int, bytes]) -> Iterator[str]:
    """The address of a proxy in front of a target."""
    handler = type("Handler", (Front,), {"target": target, "answers": {f"/{k}": v for k, v in answers.items()}})
    with FrontServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_the_proxies_in_front_are_counted(shared_product: Product) -> None:
    with front_of(shared_product.url) as one, front_of(one) as two:
        for address, told, right in ((one, 1, True), (two, 2, True), (one, 0, False), (two, 1, False), (one, 2, False)):
            code, found = check(shared_product, LEADPUMP_PUBLIC_URL=address, LEADPUMP_TRUSTED_PROXIES=str(told))
            assert (code, found["proxies"][0][0]) == ((0, "ok") if right else (1, "fail")), found["proxies"]
    assert "anybody may claim any address" in said(found["proxies"], "fail")
    assert not (shared_product.data / "run" / "check.nonce").exists()


def test_proxies_that_the_address_does_not_lead_through_are_not_counted(shared_product: Product) -> None:
    """As in the container, until visitors have an address: localhost is Leadpump itself there, not the proxy."""
    code, found = check(shared_product, LEADPUMP_PUBLIC_URL=shared_product.url, LEADPUMP_TRUSTED_PROXIES="1")
    assert (code, "past the proxies" in said(found["proxies"], "warn")) == (0, True), found["proxies"]


def test_only_the_check_itself_is_told_how_many(shared_product: Product) -> None:
    for query in ("", "?check=", "?check=guess", "?check=" + "0" * 32):
        with urllib.request.urlopen(f"{shared_product.url}/readyz{query}", timeout=10) as answer:
            assert "proxies" not in json.loads(answer.read())


@pytest.mark.parametrize(
    ("answer", "level", "says"),
    [
        ((404, b""), "fail", "must pass this path on"),
        ((502, b""), "fail", "does not reach Leadpump"),
        ((200, b"other"), "warn", "is not the file of this version"),
    ],
)
def test_a_tag_that_visitors_do_not_get_is_found(
    shared_product: Product, answer: tuple[int, bytes], level: str, says: str
) -> None:
    with front_of(shared_product.url, **{"leadpump.js": answer}) as address:
        code, found = check(shared_product, LEADPUMP_PUBLIC_URL=address, LEADPUMP_TRUSTED_PROXIES="1")
    assert code == (1 if level == "fail" else 0)
    assert says in said(found["tag"], level)


def test_metrics_that_are_open_to_the_world_are_found(shared_product: Product) -> None:
    with front_of(shared_product.url, metrics=(200, b"leadpump_info 1")) as address:
        code, found = check(shared_product, LEADPUMP_PUBLIC_URL=address, LEADPUMP_TRUSTED_PROXIES="1")
    assert (code, "shown to everybody" in said(found["metrics"], "fail")) == (1, True)


@pytest.mark.parametrize(
    ("address", "says"),
    [("http://no-such-name.invalid", "make the DNS entry"), ("http://127.0.0.1:9", "see that the proxy runs")],
)
def test_an_address_that_leads_nowhere_is_found(shared_product: Product, address: str, says: str) -> None:
    code, found = check(shared_product, LEADPUMP_PUBLIC_URL=address, no_proxy="*")
    assert code == 1
    assert says in said(found["tag"], "fail")
