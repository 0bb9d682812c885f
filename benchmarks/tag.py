"""What the tag costs a page: bytes, and time of the main thread in a real Chromium, beside an empty script.

    .venv/bin/python -m benchmarks.tag [rounds]

Chromium's own trace says what each script did on the page's thread: its evaluation, then every call of it while the
page loads and while it is scrolled. The processor is slowed down four times. Each round loads every script once, so
that a busy machine is busy for all of them.
"""

from __future__ import annotations

import gzip
import statistics
import sys
import tempfile
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import brotli
from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

from tests.tag.conftest import QuietHandler, debugging_port, serve, start_chromium, stop

DIST = Path(__file__).parents[1] / "tracker_js" / "dist"
EMPTY = "empty.js"
SLOWED = 4
PARAGRAPHS = 4000
SCROLLS = 150
TEXT = "Isoler ses combles perdus demande de regarder, de mesurer, puis de souffler en reculant jusqu'à la trappe. "
SCROLL = """count => new Promise(resolve => {
  const step = () => { scrollBy(0, 120); if (--count) requestAnimationFrame(step); else setTimeout(resolve, 500) }
  requestAnimationFrame(step)
})"""
Event = dict[str, Any]


@dataclass(frozen=True)
class Cost:
    """Microseconds of the page's thread: evaluating the script, calling it while loading, calling it for one scroll.

    layouts: how many the script forced, whose time is in the above.
    """

    evaluate: float
    load: float
    scroll: float
    layouts: int


class Site(QuietHandler):
    """A long page, its script, and the address that takes the events."""

    def do_GET(self) -> None:
        name = urlsplit(self.path).path.lstrip("/")
        if name.startswith("page/"):
            script = f'<script defer src="/{name.removeprefix("page/")}" data-site="example.fr"></script>'
            body = f"<!doctype html><title>Long</title>{script}" + f"<p>{TEXT * 3}</p>" * PARAGRAPHS
            self.reply(HTTPStatus.OK, body.encode(), {"Content-Type": "text/html; charset=utf-8"})
        elif name == EMPTY:
            self.reply(HTTPStatus.OK, b";", {"Content-Type": "text/javascript"})
        elif (DIST / name).is_file():
            self.reply(HTTPStatus.OK, (DIST / name).read_bytes(), {"Content-Type": "text/javascript"})
        else:
            self.reply(HTTPStatus.NOT_FOUND, b"", {})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.reply(HTTPStatus.ACCEPTED, b'{"accepted": 1, "refused": []}', {})


class Trace:
    """Chromium's trace of what happens inside a `with`."""

    def __init__(self, session: CDPSession, page: Page) -> None:
        self._session, self._page = session, page
        self._complete = False
        self.events: list[Event] = []
        session.on("Tracing.dataCollected", lambda message: self.events.extend(message["value"]))
        session.on("Tracing.tracingComplete", lambda _: self._finish())

    def _finish(self) -> None:
        self._complete = True

    def __enter__(self) -> Trace:
        config = {"includedCategories": ["devtools.timeline"]}
        self._session.send("Tracing.start", {"traceConfig": config, "transferMode": "ReportEvents"})
        return self

    def __exit__(self, *_: object) -> None:
        self._session.send("Tracing.end")
        while not self._complete:
            self._page.wait_for_timeout(20)


def of_script(events: list[Event], kind: str, name: str) -> list[Event]:
    """The trace's events of a kind that are this script's doing, without those inside of another."""
    ours = [e for e in events if e["name"] == kind and e["args"].get("data", {}).get("url", "").endswith(f"/{name}")]
    return [e for e in ours if not any(other is not e and is_within(e, other) for other in ours)]


def is_within(event: Event, other: Event) -> bool:
    """Whether one happened during the other."""
    return other["tid"] == event["tid"] and other["ts"] <= event["ts"] and end_of(event) <= end_of(other)


def end_of(event: Event) -> float:
    return float(event["ts"]) + float(event.get("dur", 0))


def spent(events: list[Event]) -> float:
    """Microseconds of the thread; where the system does not tell them apart, of the clock."""
    return sum(float(event.get("tdur", event.get("dur", 0))) for event in events)


def measure(context: BrowserContext, origin: str, name: str) -> Cost:
    """Load the page in a new tab, then scroll it."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.bring_to_front()
    with Trace(session, page) as loading:
        page.goto(f"{origin}/page/{name}", wait_until="load")
        page.wait_for_timeout(800)
    with Trace(session, page) as scrolling:
        page.evaluate(SCROLL, SCROLLS)
    page.close()
    evaluations = of_script(loading.events, "EvaluateScript", name)
    calls = of_script(loading.events, "FunctionCall", name)
    calls = [call for call in calls if not any(is_within(call, evaluation) for evaluation in evaluations)]
    scrolls = of_script(scrolling.events, "FunctionCall", name)
    layouts = [event for event in loading.events + scrolling.events if event["name"] == "Layout"]
    forced = [one for one in layouts if any(is_within(one, ours) for ours in evaluations + calls + scrolls)]
    return Cost(spent(evaluations), spent(calls), spent(scrolls) / SCROLLS, len(forced))


def measure_all(names: list[str], rounds: int) -> dict[str, list[Cost]]:
    """The costs of every script, round by round; the first round warms up and is left out."""
    costs: dict[str, list[Cost]] = {name: [] for name in names}
    server = serve(Site)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, start_chromium(Path(folder)):
        browser = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{debugging_port(Path(folder))}")
        for _ in range(rounds + 1):
            for name in names:
                costs[name].append(measure(browser.contexts[0], f"http://127.0.0.1:{server.server_port}", name))
        browser.close()
    stop(server)
    return {name: found[1:] for name, found in costs.items()}


def print_costs(costs: dict[str, list[Cost]], rounds: int) -> None:
    """Medians of the rounds; the evaluation also as times that of the empty script in the same round."""
    print(f"time on the main thread, processor slowed {SLOWED} times, {PARAGRAPHS:,} paragraphs, median of {rounds}")
    print(f"{'':36}{'evaluate':>11}{'× empty':>9}{'rest of load':>14}{'a scroll':>11}{'layouts forced':>16}")
    for name, found in costs.items():
        evaluate, load, scroll, layouts = (
            statistics.median(getattr(one, part) for one in found) for part in ("evaluate", "load", "scroll", "layouts")
        )
        times = statistics.median(
            one.evaluate / empty.evaluate for one, empty in zip(found, costs[EMPTY], strict=True) if empty.evaluate
        )
        print(f"{name:36}{evaluate / 1e3:8.2f} ms{times:9.1f}{load / 1e3:11.2f} ms{scroll:8.1f} µs{layouts:16.0f}")


def print_sizes(names: list[str]) -> None:
    """Bytes of every built file."""
    print(f"\n{'bytes':36}{'raw':>11}{'gzip -9':>14}{'brotli 11':>11}")
    for name in names:
        body = (DIST / name).read_bytes()
        packed = len(gzip.compress(body, 9, mtime=0))
        print(f"{name:36}{len(body):11,}{packed:14,}{len(brotli.compress(body)):11,}")


def main() -> None:
    """Print both tables."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    files = sorted(path.name for path in DIST.glob("*.js"))
    builds = [name for name in files if "-consent-" not in name]
    print_costs(measure_all([EMPTY, *builds], rounds), rounds)
    print_sizes([*builds, *(name for name in files if name not in builds)])


if __name__ == "__main__":
    main()
