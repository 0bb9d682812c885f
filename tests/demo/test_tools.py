"""What the demo's other tools do where a worker does not know their webhook yet."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from leadpump.command.demo_tools import deliver
from leadpump.demo.tool import Delivery


class Collector(HTTPServer):
    """Answers what it is given, one after the other, and 200 from then on."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.answers: list[int] = []
        self.bodies: list[bytes] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hooks/site/generic/key"


class Answer(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(self.server.answers.pop(0) if self.server.answers else 200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_message_is_sent_again_until_a_worker_knows_its_webhook(collector: Collector) -> None:
    collector.answers = [401, 503, 429]
    waits: list[float] = []
    assert deliver(collector.address, Delivery("generic", {"id": "1"}), "secret", waits.append) == 200
    assert (len(collector.bodies), len(waits), len(set(collector.bodies))) == (4, 3, 1)


@pytest.mark.parametrize(("forged", "status"), [(True, 401), (False, 400)])
def test_what_is_wrong_on_purpose_is_sent_once(collector: Collector, forged: bool, status: int) -> None:
    collector.answers = [status]
    assert deliver(collector.address, Delivery("generic", {"id": "1"}, forged), "secret") == status
    assert len(collector.bodies) == 1


def test_what_nobody_takes_is_given_up(collector: Collector) -> None:
    collector.answers = [401] * 100
    waits: list[float] = []
    assert deliver(collector.address, Delivery("generic", {"id": "1"}), "secret", waits.append) == 401
    assert sum(waits) < 16
