"""A real Chromium, a site and the real collector on two origins, and the events that passed between them.

The collector stands behind a wire that can be slow, cut, or answer 503 in its place.
"""

from __future__ import annotations

import json
import secrets
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
from a2wsgi import ASGIMiddleware
from playwright.sync_api import BrowserContext, Page, Playwright
from werkzeug.test import Client

from collector.commit import Commit
from collector.edge import Edge
from collector.enrich import Identity
from collector.event import Refusal, SentEvent, TagEvent, read_item, split_items
from collector.limit import create_limits
from collector.receive import Intake
from collector.record import EventRecord, decode
from collector.refusal import Refusals
from collector.shorthand import read_batch, write_out
from collector.site import KnownSite, KnownSites, publish_sites
from collector.spool import Spool, read_frames
from collector.variety import Variety
from collector.visitor import Salts
from tests.browser import browser_arguments, find_browser

BUILDS = Path(__file__).parents[2] / "tracker_js" / "dist"
SITE = "example.fr"
QUIET = 0.25
Event = dict[str, Any]
Lines = Callable[[list[Event]], list[str]]
Unwatched = Callable[[str], AbstractContextManager[None]]


@dataclass
class Answer:
    """What becomes of one request: at 202 it reaches the collector, any other status comes from the wire itself.

    Status 0 hangs up. seconds: how long the answer takes.
    """

    status: int = 202
    seconds: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Request:
    method: str
    path: str
    content_type: str
    cookie: str
    status: int
    events: list[Event]
    body: str


class RealCollector:
    """The collector's edge over a spool in a folder."""

    def __init__(self, folder: Path) -> None:
        publish_sites(folder / "sites.json", [KnownSite(name=SITE, hosts=("shop.test", "example.fr"))])
        self.folder = folder
        self._spool = Spool(folder / "spool", limit_bytes=10**9, min_free_bytes=0, seal_seconds=3600)
        self._lock = threading.Lock()
        sites = KnownSites(folder / "sites.json")
        self._commit = Commit(self._spool)
        intake = Intake(
            sites=sites,
            commit=self._commit,
            identity=Identity(Salts(folder / "salts"), secrets.token_bytes(32), secrets.token_bytes(32)),
            limits=create_limits(0, 0),
            variety=Variety(),
            refusals=Refusals(sites, lambda: datetime.now(UTC)),
            clock=lambda: datetime.now(UTC),
        )
        self._client = Client(ASGIMiddleware(Edge(intake, 0)))  # type: ignore[arg-type]

    def take(self, body: str, headers: dict[str, str]) -> tuple[int, Any]:
        """Status and body of its answer."""
        with self._lock:
            answer = self._client.post("/api/event", data=body.encode(), headers=headers)
        return answer.status_code, answer.json

    def stored(self) -> Iterator[EventRecord]:
        """What is on disk, in the order of arrival."""
        for segment in sorted(path for path in (self.folder / "spool").rglob("*") if path.is_file()):
            for frame in read_frames(segment.read_bytes()):
                assert isinstance(frame, bytes)
                event = decode(frame)
                assert isinstance(event, EventRecord)
                yield event

    def seal(self) -> None:
        """Hand what was written so far to a loader."""
        self._spool.seal()

    def close(self) -> None:
        self._commit.close()
        self._spool.close()


@dataclass
class Collector:
    """Records every request, and the events of those that were accepted."""

    real: RealCollector
    port: int = 0
    refusals: list[Any] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    prerendered: list[bool] = field(default_factory=list)
    busy: int = 0
    last: float = 0.0

    @property
    def origin(self) -> str:
        return f"http://collector.test:{self.port}"

    @property
    def events(self) -> list[Event]:
        """What was accepted, each id once, as the collector counts it.

        In order of arrival, but a page view before all else of it: which of two requests under way at once is heard
        first is the network's affair.
        """
        once: dict[str, Event] = {}
        for request in list(self.requests):
            for event in request.events if request.status == 202 else ():
                once.setdefault(event.get("id") or str(len(once)), event)
        ordered: list[Event] = []
        for event in once.values():
            mates = [place for place, other in enumerate(ordered) if other.get("page", other) == event.get("page")]
            ordered.insert(mates[0] if mates and event["name"] == "pageview" else len(ordered), event)
        return ordered

    @property
    def stored(self) -> list[EventRecord]:
        """The same events as they are on the collector's disk."""
        ids = {event.get("id") for event in self.events}
        found = {str(event.id): event for event in self.real.stored() if str(event.id) in ids}
        return list(found.values())

    def settle(self, seconds: float = 10) -> list[Event]:
        """The events, once no request is under way and none came for a while."""
        quiet_since, deadline = time.monotonic(), time.monotonic() + seconds
        while time.monotonic() < deadline:
            quiet_since = max(quiet_since, self.last)
            if not self.busy and time.monotonic() - quiet_since > QUIET:
                break
            time.sleep(0.02)
        return self.events

    def wait(self, count: int, seconds: float = 10) -> list[Event]:
        """The events, once there are so many."""
        deadline = time.monotonic() + seconds
        while len(self.events) < count and time.monotonic() < deadline:
            time.sleep(0.02)
        return self.settle()

    def wait_for_status(self, status: int, seconds: float = 10) -> None:
        """Until a request was answered so."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and status not in [request.status for request in self.requests]:
            time.sleep(0.02)

    def wait_for_requests(self, count: int, seconds: float = 10) -> None:
        """Until so many arrived."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and len(self.requests) < count:
            time.sleep(0.02)

    def wait_for_prerendering(self, seconds: float = 15) -> None:
        deadline = time.monotonic() + seconds
        while not self.prerendered and time.monotonic() < deadline:
            time.sleep(0.05)
        assert self.prerendered == [True]


class QuietHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Tests print nothing."""

    def reply(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def understand(body: str) -> list[Event]:
    """The events of a body as they were sent, but for the tag's shorthand, which is written out."""
    items = split_items(body.encode(), 1000)
    assert not isinstance(items, Refusal)
    raws, batch = read_batch(items)
    events: list[Event] = []
    for raw in raws:
        said = msgspec.json.decode(raw)
        sent = read_item(raw, TagEvent)
        if isinstance(sent, Refusal):
            events.append(said)
            continue
        kept = {name: value for name, value in said.items() if name not in SHORT and (value or name not in NOTHING)}
        for plain in write_out(sent, batch):
            told = msgspec.to_builtins(plain)
            changed = {name: told[name] for name in PLAIN if told.get(name) != kept.get(name, DEFAULTS[name])}
            always = {name: told[name] for name in ("age", "timezone", "automation", "consent", "visitor")}
            events.append({**kept, **changed, **always})
    return events


PLAIN = SentEvent.__struct_fields__
SHORT = set(TagEvent.__struct_fields__) - set(PLAIN)
NOTHING = ("form", "magnet")
"""Where there is none, the tag says so as JavaScript does: null, or false."""
DEFAULTS: Event = msgspec.to_builtins(SentEvent(site="x", name="x", url="x"))
DEFAULTS = {"id": None, "page": None, **DEFAULTS}


def collector_handler(collector: Collector) -> type[QuietHandler]:
    cors = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After"}

    class Handler(QuietHandler):
        def do_GET(self) -> None:
            if "/prerendering?" in self.path:
                collector.prerendered.append(self.path.endswith("true"))
                self.reply(204, b"", {})
                return
            name = urlsplit(self.path).path.rpartition("/")[2]
            self.reply(200, (BUILDS / name).read_bytes(), {"Content-Type": "text/javascript", **cors})

        def do_OPTIONS(self) -> None:
            self.take(Answer(status=405), "")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.take(collector.answers.pop(0) if collector.answers else Answer(), body)

        def take(self, answer: Answer, body: str) -> None:
            collector.busy += 1
            content_type, cookie = self.headers["Content-Type"] or "", self.headers["Cookie"] or ""
            events = understand(body) if body else []
            status, said = answer.status, dict[str, Any]()
            if status == 202:
                status, said = collector.real.take(body, dict(self.headers))
                collector.refusals += said.get("refused") or ([] if status == 202 else [said])
            request = Request(self.command, self.path, content_type, cookie, status, events, body)
            collector.requests.append(request)
            time.sleep(answer.seconds)
            collector.busy -= 1
            collector.last = time.monotonic()
            if status:
                self.reply(status, json.dumps(said).encode(), {**cors, **answer.headers})
            else:
                self.close_connection = True

    return Handler


def site_handler(pages: dict[str, str]) -> type[QuietHandler]:
    class Handler(QuietHandler):
        def do_GET(self) -> None:
            html = pages.get(urlsplit(self.path).path)
            body = f"<!doctype html><meta charset=utf-8>{html}".encode()
            self.reply(404 if html is None else 200, body, {"Content-Type": "text/html"})

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

    return Handler


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: Any) -> None:
        """A browser that hangs up is part of the test."""


def serve(handler: type[QuietHandler]) -> Server:
    server = Server(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server


def stop(server: Server) -> None:
    server.shutdown()
    server.server_close()


@contextmanager
def start_chromium(profile: Path, address: str = "about:blank") -> Iterator[None]:
    command = [
        find_browser(),
        *browser_arguments(),
        "--headless",
        "--remote-debugging-port=0",
        f"--user-data-dir={profile}",
        "--host-resolver-rules=MAP *.test 127.0.0.1",
        address,
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def chromium(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """Started by hand and joined without overrides: Playwright's own keep a page visible and focused for ever."""
    profile = tmp_path_factory.mktemp("chromium")
    with start_chromium(profile):
        browser = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{debugging_port(profile)}", no_defaults=True)
        yield browser.contexts[0]
        browser.close()


@pytest.fixture
def unwatched(tmp_path: Path) -> Unwatched:
    """Opens an address in a Chromium that nobody debugs: a debugger keeps pages from being prerendered."""
    return lambda address: start_chromium(tmp_path / "profile", address)


def debugging_port(profile: Path) -> str:
    file = profile / "DevToolsActivePort"
    for _ in range(300):
        if file.exists() and "\n" in file.read_text():
            return file.read_text().split()[0]
        time.sleep(0.1)
    raise TimeoutError("Chromium did not open its debugging port within 30 s")


@pytest.fixture(scope="session")
def real_collector(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealCollector]:
    real = RealCollector(tmp_path_factory.mktemp("collector"))
    yield real
    real.close()


@pytest.fixture
def collector(real_collector: RealCollector) -> Iterator[Collector]:
    """Whatever a test expects to be refused it takes out of refusals."""
    collector = Collector(real_collector)
    server = serve(collector_handler(collector))
    collector.port = server.server_port
    yield collector
    stop(server)
    assert collector.refusals == []
    accepted = {event["id"] for event in collector.events if "id" in event}
    assert accepted <= {str(event.id) for event in real_collector.stored()}


@dataclass
class Pages:
    """A site whose pages a test writes, seen in a real tab."""

    origin: str
    html: dict[str, str]
    collector: Collector
    context: BrowserContext
    errors: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)

    @property
    def warnings(self) -> list[str]:
        """What the tag said in the console."""
        return [line for line in self.console if line.startswith("leadpump")]

    @property
    def tag(self) -> str:
        return f'<script defer src="{self.collector.origin}/leadpump.js" data-site="{SITE}"></script>'

    def write(self, body: str = "<h1>Hello</h1>", path: str = "/", tag: str | None = None) -> str:
        """Put a page on the site, with the tag in its head; returns its address."""
        head = self.tag if tag is None else tag
        self.html[path] = f"<title>{path}</title>{head}<body>{body}"
        return self.origin + path

    def blank(self) -> Page:
        """A new tab in front."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.console.append(message.text))
        page.bring_to_front()
        return page

    def visit(self, body: str = "<h1>Hello</h1>", path: str = "/", tag: str | None = None) -> Page:
        """Write a page, open it in a new tab and wait until its page view has arrived."""
        page = self.blank()
        parts = urlsplit(path)
        self.write(body, parts.path, tag)
        page.goto(self.origin + path)
        if tag is None or "data-site" in tag:
            self.collector.wait_for_requests(1, seconds=5)
        self.collector.settle()
        return page

    def leave(self, page: Page) -> list[Event]:
        """Go elsewhere, as a visitor does; the events that were recorded by then."""
        told = len(self.collector.requests)
        page.goto("about:blank")
        self.collector.wait_for_requests(told + 1, seconds=4)
        return self.collector.settle()


@pytest.fixture
def pages(chromium: BrowserContext, collector: Collector) -> Iterator[Pages]:
    # A cookie knows no port: what another test's page kept would be found here.
    chromium.clear_cookies()
    html: dict[str, str] = {}
    server = serve(site_handler(html))
    pages = Pages(f"http://shop.test:{server.server_port}", html, collector, chromium)
    yield pages
    for page in chromium.pages[1:]:
        page.close()
    stop(server)
    assert pages.errors == []


TOLD = (
    "form",
    "magnet",
    "section",
    "target",
    "scroll",
    "value",
    "currency",
    "props",
    "fields",
    "answers",
    "interactive",
)


def brief(event: Event) -> str:
    """Name of an event and what it says of itself, as a line to read."""
    where = [urlsplit(event["url"]).path] if event["name"] == "pageview" else []
    told = [f"{name}={event[name]}" for name in TOLD if event.get(name, {}) != {}]
    if event["name"] == "section":  # its seconds are never twice the same
        told = [f"section={event['section']}"]
    return " ".join([event["name"], *where, *told])


@pytest.fixture
def lines() -> Lines:
    """The events as lines."""
    return lambda events: [brief(event) for event in events]
