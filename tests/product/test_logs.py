"""The log holds one line for each thing, and nothing of what visitors send."""

from __future__ import annotations

import json
import logging
import socket
import sqlite3
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import suppress

import pytest

from leadpump.logs import JsonLine, TextLine, harmless
from leadpump.server_log import UNREADABLE, plain
from tests.conftest import wait_until
from tests.product.conftest import Product

SITE = "toits-de-loire.example"
MARK = "zanzibar"
HOSTILE = f"{MARK}\r\n2026-01-01 leadpump ERROR {MARK} \x1b[31m marie.{MARK}@example.org 203.0.113.77"
PERSON = (MARK, "203.0.113.77", "\x1b")


@pytest.fixture(scope="module")
def logging_json(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    product = Product(
        tmp_path_factory.mktemp("logs") / "data", LEADPUMP_LOG_FORMAT="json", LEADPUMP_TRUSTED_PROXIES="1"
    )
    product.start()
    yield product
    assert product.stop() == 0


def send(port: int, request: bytes) -> None:
    """Bytes that no HTTP library would send; whatever is answered."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection, suppress(OSError):
        connection.sendall(request)
        connection.settimeout(2)
        while connection.recv(4096):
            pass


def ask(url: str, data: bytes | None = None, **headers: str) -> None:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    with (
        suppress(urllib.error.HTTPError),
        urllib.request.urlopen(urllib.request.Request(url, data, given), timeout=20) as answer,
    ):
        answer.read()


def test_nothing_of_what_visitors_send_is_logged(logging_json: Product) -> None:
    product = logging_json
    quoted = urllib.parse.quote(HOSTILE)
    text = HOSTILE.replace("\r\n", " ").replace("\x1b", "")
    for path in (f"/{quoted}", f"/sites/{quoted}/", f"/demo/{quoted}?utm_source={quoted}", f"/login?next={quoted}"):
        ask(product.url + path, User_Agent=text, Referer=text, X_Forwarded_For="203.0.113.77", Cookie=f"a={MARK}")
    ask(product.url + "/login", f"login={quoted}&password={quoted}".encode(), X_Forwarded_For="203.0.113.77")
    event = {"site": SITE, "name": "pageview", "url": f"https://{SITE}/{MARK}", "title": HOSTILE, "referrer": HOSTILE}
    for body in (event, event | {"site": HOSTILE}, event | {"name": HOSTILE}, HOSTILE, [event, {MARK: HOSTILE}]):
        told = {"User-Agent": text, "X-Forwarded-For": "203.0.113.77"}
        product.post(body, **told)
        product.post(body, **told, Origin=f"https://{MARK}")
    for raw in (
        b"GET /zanzibar\x1b[31m HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01zanzibar\r\n\r\n",
        b"POST /api/event HTTP/1.1\r\nHost: x\r\nzanzi bar: \x00\r\n\r\n",
        b"POST /api/event HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\nzanzibar",
        b"POST /api/event HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: zanzibar\r\n\r\nzanzibar",
        b"POST /api/event HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nzanzibar\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"zanzibar" * 9000 + b"\r\n\r\n",
    ):
        send(product.port, raw)
    # A row that ClickHouse would refuse, and statements that fail, come from inside: nor are they quoted.
    send(product.engine_port, b"GET /?query=zanzibar HTTP/9.9\r\n\r\n")
    wait_until(lambda: product.sql("select count() as n from events")[0]["n"] >= 1, 30, "the row")
    assert [mark for mark in PERSON if mark in product.output] == []


def test_each_line_is_an_object_with_the_same_fields(logging_json: Product) -> None:
    (loader,) = logging_json.processes("loader")
    loader.kill()
    wait_until(lambda: "loader ended with SIGKILL" in logging_json.output, 20, "the line")
    lines = [json.loads(line) for line in logging_json.output.splitlines() if line.startswith("{")]
    assert {"leadpump"} <= {line["process"] for line in lines}
    assert all({"time", "level", "process", "pid", "logger", "message"} <= line.keys() for line in lines)
    ended = next(line for line in lines if "SIGKILL" in line["message"])
    assert (ended["level"], ended["logger"]) == ("error", "leadpump.supervisor")
    others = [line for line in logging_json.output.splitlines() if "ERROR" in line and not line.startswith("{")]
    assert others == []


@pytest.mark.parametrize(
    ("text", "logged"),
    [
        ("a\nb\r\x1b[31mc\tz", "a\\nb\\r\\u001b[31mc\\tz"),
        ("line\u2028end \u202egnp.exe", "line\\u2028end \\u202egnp.exe"),
        ("\x9b31mred\x85", "\\u009b31mred\\u0085"),
        ("lone \ud800 surrogate", "lone \\ud800 surrogate"),
        ("mail marie@exemple.fr and marie%40exemple.fr", "mail [e-mail] and [e-mail]"),
        ("from 203.0.113.7:4711", "from [ip]:4711"),
        ("from 2001:db8::1", "from [ip]"),
        ("from ::ffff:203.0.113.7", "from ::ffff:[ip]"),
        ("on 127.0.0.1:8124, [::1] and 0.0.0.0", "on 127.0.0.1:8124, [::1] and 0.0.0.0"),
        ("at 13:04:10 of 2026-11-24", "at 13:04:10 of 2026-11-24"),
        ("ClickHouse 26.9.1", "ClickHouse 26.9.1"),
        ("un événement accepté", "un événement accepté"),
        ("x" * 5000, "x" * 1000 + " …"),
    ],
)
def test_what_a_message_quotes_is_made_harmless(text: str, logged: str) -> None:
    assert harmless(text) == logged


def record_of(error: BaseException) -> logging.LogRecord:
    try:
        raise error
    except BaseException:  # noqa: BLE001 - that is what is tested
        return logging.LogRecord("test", logging.ERROR, __file__, 1, "it %s", ("failed",), sys.exc_info())


@pytest.mark.parametrize("formatter", [TextLine("web"), JsonLine("web")])
def test_an_error_is_one_line_that_says_where_and_not_with_what(formatter: logging.Formatter) -> None:
    line = formatter.format(record_of(ValueError("marie\nzanzibar")))
    assert "\n" not in line
    assert "zanzibar" not in line
    assert "ValueError at test_logs.py:" in line
    assert "No space left on device" in formatter.format(record_of(OSError(28, "No space left on device", MARK)))
    assert "database is locked" in formatter.format(record_of(sqlite3.OperationalError("database is locked")))


def test_gunicorn_quotes_no_request() -> None:
    assert plain("Invalid request from ip=203.0.113.7: zanzibar", ()) == (UNREADABLE,)
    assert plain("Error handling request %s", ("/zanzibar",)) == (UNREADABLE,)
    assert plain("Worker (pid:%s) was sent %s!", (1, "SIGKILL")) == ("Worker (pid:%s) was sent %s!", 1, "SIGKILL")
