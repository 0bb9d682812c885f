"""Whoever asks and does not read the answer keeps no thread, and no connection for long."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from leadpump.front import Front
from tests.conftest import ROOT, answers, free_port, wait_until

SERVER = """
import sys
from leadpump import serve
from tests.product.test_slow_reader import create

sys.modules["slow_reader_settings"] = serve
serve.SEND_SECONDS = 1.0
serve.create = create
serve.when_ready = lambda server: None
serve.workers = 1
serve.bind = sys.argv.pop()
sys.argv = ["gunicorn", "-c", "python:slow_reader_settings", "leadpump.serve:create()"]
from gunicorn.app.wsgiapp import run
run()
"""


def long_answer(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """A page of 20 MB in 2,000 pieces, or a short one."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return (b"x" * 10_000 for _ in range(2000)) if environ["PATH_INFO"] == "/long" else [b"short"]


class NoEdge:
    """No address is the collector's."""

    def serves(self, _: str) -> bool:
        return False


def create() -> Front:
    """Long answers behind one thread."""
    return Front(NoEdge(), long_answer, threads=1, when_closed=lambda: None)  # type: ignore[arg-type]


def scope_of(path: str) -> dict[str, Any]:
    return {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [], "http_version": "1.1"}


async def never_reads(_: dict[str, Any]) -> None:
    await asyncio.sleep(3600)


async def nothing_more() -> dict[str, Any]:
    return {"type": "http.request", "body": b""}


def test_a_reader_that_stops_keeps_no_thread() -> None:
    async def ask_twice() -> list[dict[str, Any]]:
        front = create()
        stuck = asyncio.create_task(front(scope_of("/long"), nothing_more, never_reads))
        await asyncio.sleep(0.2)
        read: list[dict[str, Any]] = []

        async def reads(message: dict[str, Any]) -> None:
            read.append(message)

        try:
            await asyncio.wait_for(front(scope_of("/"), nothing_more, reads), 20)
        finally:
            stuck.cancel()
        return read

    with ThreadPoolExecutor(1) as thread:
        read = thread.submit(asyncio.run, ask_twice()).result()
    assert b"".join(message.get("body", b"") for message in read) == b"short"


def test_alive_is_said_while_every_thread_is_busy() -> None:
    async def ask() -> list[dict[str, Any]]:
        read: list[dict[str, Any]] = []

        async def reads(message: dict[str, Any]) -> None:
            read.append(message)

        # The application is not even asked.
        front = Front(NoEdge(), None, threads=1, when_closed=lambda: None)  # type: ignore[arg-type]
        await front(scope_of("/healthz"), nothing_more, reads)
        return read

    with ThreadPoolExecutor(1) as thread:
        start, body = thread.submit(asyncio.run, ask()).result()
    assert (start["status"], body["body"]) == (200, b"ok\n")


@pytest.mark.parametrize("closing", [b"", b"Connection: close\r\n"])
def test_an_answer_that_nobody_takes_is_given_up(tmp_path: Path, closing: bytes) -> None:
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, f"127.0.0.1:{port}"], cwd=ROOT, env=environment(tmp_path), text=True
    )
    try:
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/"), 40, "the server")
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.settimeout(20)
            connection.connect(("127.0.0.1", port))
            connection.sendall(b"GET /long HTTP/1.1\r\nHost: localhost\r\n" + closing + b"\r\n")
            time.sleep(4)
            assert read_all(connection) < 20_000_000
        assert answers(f"http://127.0.0.1:{port}/")
    finally:
        server.terminate()
        server.wait(30)


def environment(folder: Path) -> dict[str, str]:
    """That of a product in this folder."""
    return os.environ | {"LEADPUMP_DATA": str(folder)}


def read_all(connection: socket.socket) -> int:
    """How many bytes come until the other side is gone."""
    size = 0
    try:
        while part := connection.recv(65_536):
            size += len(part)
    except ConnectionError:
        pass
    return size
