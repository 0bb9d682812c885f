"""Senders that mean harm, over real sockets against the running product: others are served as before."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import selectors
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import wait_until
from tests.product.conftest import Product

SITE = "toits-de-loire.example"
OTHER_SITE = "calm.example"
EVENT = json.dumps({"site": SITE, "name": "pageview", "url": f"https://{SITE}/"}).encode()
HEAD = b"POST /api/event HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
LENGTH = b"Content-Length: %d\r\n\r\n" % len(EVENT)
CHUNKS = b"Transfer-Encoding: chunked\r\n\r\n"
CHUNKED = b"%x\r\n%b\r\n0\r\n\r\n" % (len(EVENT), EVENT)
BIG = 10_000_000
BIG_CHUNK = b"10000\r\n" + b" " * 65_536 + b"\r\n"
PATIENCE = 40
"""Seconds for what takes 15 on a quiet machine."""

FRAMING: dict[str, tuple[tuple[int, str], list[bytes]]] = {
    "10 MB with `Content-Length`": ((413, "too_large"), [HEAD + b"Content-Length: %d\r\n\r\n" % BIG + b" " * BIG]),
    "10 MB, or one event, in chunks without a length": (
        (411, "length_required"),
        [HEAD + CHUNKS + BIG_CHUNK * (BIG // 65_536) + b"0\r\n\r\n", HEAD + CHUNKS + CHUNKED],
    ),
    "neither length nor chunks": ((411, "length_required"), [HEAD + b"\r\n"]),
    "a length *and* chunks, a length twice, a negative one, one that is no number": (
        (400, ""),
        [
            HEAD + b"Content-Length: 5\r\n" + CHUNKS + CHUNKED,
            HEAD + b"Content-Length: 5\r\n" + LENGTH + EVENT,
            HEAD + b"Content-Length: -5\r\n\r\n" + EVENT,
            HEAD + b"Content-Length: +5\r\n\r\n" + EVENT,
            HEAD + b"Content-Length: five\r\n\r\n" + EVENT,
            HEAD + b"Content-Length: \xb2\r\n\r\n" + EVENT,
            HEAD + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n" + EVENT,
        ],
    ),
    "a header with a NUL, or lines without carriage returns": (
        (400, ""),
        [HEAD + b"X-A: a\0b\r\n" + LENGTH + EVENT, (HEAD + LENGTH).replace(b"\r\n", b"\n") + EVENT],
    ),
    "a head of 70 KB, or of 500 lines": (
        (431, ""),
        [
            HEAD + b"X-A: " + b"a" * 70_000 + b"\r\n" + LENGTH + EVENT,
            HEAD + b"".join(b"X-%d: a\r\n" % number for number in range(500)) + LENGTH + EVENT,
        ],
    ),
    "a `User-Agent` of 8 KB": ((202, ""), [HEAD + b"User-Agent: " + b"a" * 8000 + b"\r\n" + LENGTH + EVENT]),
}


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product behind one proxy, which the tests play, with low rates."""
    product = Product(
        tmp_path_factory.mktemp("abuse") / "data",
        LEADPUMP_TRUSTED_PROXIES="1",
        LEADPUMP_RATE_PER_ADDRESS="4",
        LEADPUMP_RATE_PER_SITE="20",
    )
    product.start()
    assert product.give("site", "add", OTHER_SITE).returncode == 0
    other = json.dumps({"site": OTHER_SITE, "name": "pageview", "url": f"https://{OTHER_SITE}/"}).encode()
    wait_until(lambda: product.post(other)[0] == 202, what="the new site")
    yield product
    assert product.stop() == 0


def ask(product: Product, request: bytes) -> tuple[int, str]:
    """Send bytes as they are; the status and the reason of the answer, (0, "") for none."""
    with socket.create_connection(("127.0.0.1", product.port), PATIENCE) as connection:
        connection.sendall(request)
        return read_answer(connection)


def read_answer(connection: socket.socket) -> tuple[int, str]:
    """The status and the reason of the first answer."""
    answer = b""
    while not is_whole(answer):
        part = connection.recv(65_536)
        if not part:
            break
        answer += part
    reason = re.search(rb'"reason":"(\w+)"', answer)
    return int(answer.split(b" ", 2)[1]) if answer else 0, reason[1].decode() if reason else ""


def is_whole(answer: bytes) -> bool:
    """Whether head and body have arrived."""
    head, end, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head.lower())
    return bool(end) and len(body) >= (int(length[1]) if length else 0)


@pytest.mark.parametrize("row", FRAMING)
def test_odd_framing_gets_the_answer_that_is_documented_and_nothing_is_cut_short(product: Product, row: str) -> None:
    expected, requests = FRAMING[row]
    before = stored(product)
    assert [ask(product, request) for request in requests] == [expected] * len(requests)
    if expected[0] == 202:
        wait_until(lambda: stored(product) == before + len(requests), PATIENCE, "storing")
    else:
        assert stored(product) == before


def stored(product: Product) -> int:
    """How many events of the site there are in ClickHouse."""
    return int(product.sql(f"select count() as n from events where site = '{SITE}'")[0]["n"])


def test_what_follows_a_refused_body_is_never_taken_for_a_request(product: Product) -> None:
    """An event hidden in the rest of a body that was refused without being read to its end."""
    before = stored(product)
    hidden = HEAD + LENGTH + EVENT
    with socket.create_connection(("127.0.0.1", product.port), PATIENCE) as connection:
        sending = threading.Thread(target=send_if_taken, args=(connection, BIG * 3, hidden))
        sending.start()
        with contextlib.suppress(OSError):
            assert read_answer(connection) == (413, "too_large")
        sending.join(PATIENCE)
    time.sleep(2)
    assert stored(product) == before


def send_if_taken(connection: socket.socket, length: int, end: bytes) -> None:
    """A body of that length with that end, until the other side has enough of it."""
    with contextlib.suppress(OSError):
        connection.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % length + b" " * (length - len(end)) + end)


def test_a_sender_that_hangs_up_in_the_middle_leaves_nothing(product: Product) -> None:
    before = stored(product)
    with socket.create_connection(("127.0.0.1", product.port), PATIENCE) as connection:
        connection.sendall(HEAD + b"Content-Length: 5000\r\n\r\n" + EVENT)
        connection.shutdown(socket.SHUT_WR)
        assert read_answer(connection) == (0, "")
    time.sleep(2)
    assert stored(product) == before


class SlowSenders:
    """Connections that send a byte a second, half of them in the head and half in the body."""

    def __init__(self, port: int, each: int) -> None:
        self.statuses: list[int] = []
        self._stop = threading.Event()
        self._open = selectors.DefaultSelector()
        for number in range(2 * each):
            connection = socket.create_connection(("127.0.0.1", port), PATIENCE)
            connection.sendall(HEAD + b"Content-Length: 5000\r\n\r\n" if number % 2 else b"POST /api/ev")
            connection.setblocking(False)
            self._open.register(connection, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._trickle)
        self._thread.start()

    def _trickle(self) -> None:
        while not self._stop.wait(1) and self.still_open:
            for key, _ in self._open.select(0):
                self._end(key.fileobj)  # type: ignore[arg-type]
            for key in list(self._open.get_map().values()):
                connection = key.fileobj
                assert isinstance(connection, socket.socket)
                try:
                    connection.send(b"e")
                except BlockingIOError:
                    continue
                except OSError:
                    self._end(connection)

    def _end(self, connection: socket.socket) -> None:
        """What the other side had to say at the end: a status, or 0 for nothing."""
        try:
            answer = connection.recv(65_536)
        except OSError:
            answer = b""
        self.statuses.append(int(answer.split(b" ", 2)[1]) if answer else 0)
        self._open.unregister(connection)
        connection.close()

    @property
    def still_open(self) -> int:
        """How many are still being listened to."""
        return len(self._open.get_map())

    def close(self) -> None:
        self._stop.set()
        self._thread.join(PATIENCE)
        for key in list(self._open.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]


def test_four_hundred_slow_senders_hold_nobody_up_and_are_sent_away(product: Product) -> None:
    """Ordinary requests under a second each; the machine is shared, so it is the median that is judged so strictly."""
    slow = SlowSenders(product.port, 200)
    try:
        times: list[float] = []
        while slow.still_open > 100 and len(times) < 30:
            before = time.monotonic()
            assert event_of(product, OTHER_SITE) == 202
            with contextlib.closing(http.client.HTTPConnection("127.0.0.1", product.port, timeout=PATIENCE)) as page:
                page.request("GET", "/login")
                assert page.getresponse().status == 200
            times.append((time.monotonic() - before) / 2)
        assert len(times) >= 3, "they were to be slow while this was measured"
        assert statistics.median(times) < 1
        assert max(times) < 10
        wait_until(lambda: not slow.still_open, PATIENCE, "the end of all slow senders")
        assert sorted(set(slow.statuses)) == [0, 408]
        assert slow.statuses.count(408) > 100
    finally:
        slow.close()


def event_of(product: Product, site: str, address: str = "198.51.100.1", number: int = 1) -> int:
    """Events of a site from an address, on a connection of their own; the status."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", product.port, timeout=PATIENCE)) as connection:
        return post(connection, site, address, number)[0]


def post(connection: http.client.HTTPConnection, site: str, address: str, number: int = 1) -> tuple[int, Any, str]:
    """Events on a kept connection, and so to one worker: the status, the answer and Retry-After."""
    body = json.dumps([{"site": site, "name": "pageview", "url": f"https://{site}/"}] * number)
    headers = {"Content-Type": "application/json", "X-Forwarded-For": f"6.6.6.6, {address}"}
    connection.request("POST", "/api/event", body, headers)
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read()), answer.headers.get("Retry-After", "")


def test_an_address_that_floods_gets_429_and_others_do_not(product: Product) -> None:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", product.port, timeout=PATIENCE)) as connection:
        assert post(connection, OTHER_SITE, "203.0.113.5", 100)[0] == 202
        status, answer, retry = post(connection, OTHER_SITE, "203.0.113.5")
        assert (status, answer["reason"]) == (429, "rate_limited")
        assert int(retry) > 0
        assert post(connection, OTHER_SITE, "203.0.114.5")[0] == 202


def test_a_site_that_is_flooded_gets_429_and_others_do_not(product: Product) -> None:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", product.port, timeout=PATIENCE)) as connection:
        statuses = [post(connection, SITE, f"203.1.{number}.5", 100)[0] for number in range(40)]
        flooded = statuses.index(429)
        assert set(statuses[:flooded]) == {202}
        status, answer, _ = post(connection, SITE, "203.2.1.5")
        assert (status, answer["reason"]) == (429, "rate_limited")
        assert post(connection, OTHER_SITE, "203.2.2.5")[0] == 202


def test_what_is_refused_here_is_counted(product: Product) -> None:
    """Some seconds later it is in ClickHouse, without an address."""
    ask(product, HEAD + b"Origin: https://%b\r\n\r\n" % SITE.encode())

    def counted() -> list[dict[str, Any]]:
        return product.sql(f"select * from refusals where site = '{SITE}' and reason = 'length_required'")

    wait_until(counted, PATIENCE, "counting")
    assert [(row["detail"], row["hostname"]) for row in counted()] == [("send Content-Length", SITE)]
