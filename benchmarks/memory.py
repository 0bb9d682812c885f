"""What the whole product takes of a machine's memory: millions of events stored, a board open, events coming in.

    .venv/bin/python -m benchmarks.memory [million events] [seconds] [LEADPUMP_…=value …]

The rows are made inside the engine. Then, while events come in, a reader has the board of 30 days open and asks for it
again and again; and after that two readers ask for every report. Each second the processes' memory is read. PSS: a page
that several share is divided among them, so that the sum is what the machine misses; RSS counts it for each. Pages of
the engine's library that can be dropped at once (555 MB on disk) are part of both.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psutil

from collector.summary import sum_all_again
from leadpump.clickhouse import ClickHouse
from leadpump.clickhouse_address import Address
from reports.registry import BY_NAME
from tests.product.conftest import Product
from tests.product.test_backup import signed_in

SITE = "toits-de-loire.example"
PAGES = ["/tarifs", "/contact", "/guide/isolation-des-combles", "/blog/aides-2026", "/", "/realisations"]
ROWS = """
insert into events (site, session_id, ts, received, id, name, page_id, visitor_id, hostname, path, title, referrer,
    utm_source, utm_medium, utm_campaign, source, medium, channel, channel_rules, opens_touch, scroll, engaged_ms,
    interaction, form, magnet, props, country, language, browser, os, device, via)
with
    {first:UInt64} + number as n,
    intDiv(n, 4) as session,
    cityHash64(session) as chance,
    toUnixTimestamp64Milli({start:DateTime64(3)}) + intDiv(session * {step:UInt64}, 1000) as begun,
    begun + (n % 4) * 20000 as moment
select
    {site:String}, bitOr(bitShiftLeft(toUInt64(intDiv(begun, 1000)), 32), chance % 4294967296),
    fromUnixTimestamp64Milli(moment), fromUnixTimestamp64Milli(moment), generateUUIDv4(n),
    ['pageview', 'engagement', 'pageview', 'form_view'][n % 4 + 1], generateUUIDv4(intDiv(n, 2)), chance % 3000000 + 1,
    {site:String}, {pages:Array(String)}[cityHash64(n) % 6 + 1], concat('Page ', toString(cityHash64(n) % 400)),
    if(chance % 3 = 0, 'google.fr/search', ''),
    if(chance % 5 = 0, 'google', ''), if(chance % 5 = 0, 'cpc', ''),
    if(chance % 5 = 0, concat('campagne-', toString(chance % 40)), ''),
    ['Google', '(direct)', 'Facebook', 'Bing', 'ChatGPT'][chance % 5 + 1],
    ['cpc', '(none)', 'social', 'organic', 'referral'][chance % 5 + 1],
    ['Paid Search', 'Direct', 'Organic Social', 'Organic Search', 'AI Assistants'][chance % 5 + 1],
    1, n % 4 = 0 and chance % 5 != 1, if(n % 4 = 1, toUInt8(chance % 101), null), if(n % 4 = 1, chance % 90000, 0),
    n % 4 = 3 and chance % 20 = 0, if(n % 4 = 3, 'devis', ''), if(n % 4 = 3, 'checklist-combles', ''),
    map(), ['FR', 'FR', 'BE', 'CH'][chance % 4 + 1], 'fr', ['Chrome', 'Safari', 'Firefox'][chance % 3 + 1],
    ['Windows', 'iOS', 'Android'][chance % 3 + 1], ['desktop', 'mobile', 'mobile'][chance % 3 + 1], 'tag'
from numbers({count:UInt64})
"""
PARTS = "select count() from system.parts where database = 'leadpump' and table = 'events' and active"
SLICE = 10_000
"""Rows made at once for each million, about as many as the loader inserts at once."""
DAYS = 30


def fill(product: Product, rows: int) -> None:
    """Make rows of the last 30 days, four a session."""
    start = datetime.now(UTC) - timedelta(days=DAYS)
    step = DAYS * 86_400_000_000 // (rows // 4)
    part = SLICE * max(1, min(10, rows // 1_000_000))
    for first in range(0, rows, part):
        parameters = {
            "first": first,
            "count": min(part, rows - first),
            "step": step,
            "start": start.strftime("%Y-%m-%d %H:%M:%S"),
            "site": SITE,
            "pages": "[" + ",".join(f"'{page}'" for page in PAGES) + "]",
        }
        ask_engine(product, ROWS, {f"param_{name}": value for name, value in parameters.items()})
    token = (product.data / "sql.token").read_text().strip()
    sum_all_again(ClickHouse(Address("127.0.0.1", product.engine_port, "leadpump", token, "leadpump"), None, 600))


def ask_engine(product: Product, statement: str, arguments: dict[str, object] | None = None) -> bytes:
    """A statement to the engine itself, without the command's time limit."""
    query = urllib.parse.urlencode({"database": "leadpump"} | (arguments or {}))
    token = (product.data / "sql.token").read_text()
    request = urllib.request.Request(
        f"http://127.0.0.1:{product.engine_port}/?{query}", statement.encode(), {"X-ClickHouse-Key": token}
    )
    with urllib.request.urlopen(request, timeout=600) as answer:
        return bytes(answer.read())


def parts(product: Product) -> dict[str, list[psutil.Process]]:
    """The processes by what they are."""
    assert product.process is not None
    web, engine = product.workers("web"), product.workers("engine")
    masters = [p for name in ("web", "engine") for p in product.processes(name) if p not in [*web, *engine]]
    return {
        "engine": engine,
        "workers": web,
        "loader": product.processes("loader"),
        "supervisor and masters": [psutil.Process(product.process.pid), *masters],
    }


def engine_seconds(product: Product) -> float:
    """Processor time of the engine so far."""
    return sum(sum(process.cpu_times()[:2]) for process in product.workers("engine"))


class Watch:
    """The most that each part held, and the most of all together."""

    def __init__(self, product: Product) -> None:
        self._product = product
        self.most: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))

    def look(self) -> None:
        total = 0, 0
        for name, processes in parts(self._product).items():
            found = [process.memory_full_info() for process in processes]
            now = sum(int(info.pss) for info in found), sum(int(info.rss) for info in found)
            self._note(f"{name} ({len(processes)})" if name != "supervisor and masters" else name, now)
            total = total[0] + now[0], total[1] + now[1]
        self._note("together", total)

    def _note(self, name: str, now: tuple[int, int]) -> None:
        pss, rss = self.most[name]
        self.most[name] = max(pss, now[0]), max(rss, now[1])


def read_reports(
    product: Product, cookie: str, names: Sequence[str], ended: threading.Event, answers: Counter[str]
) -> None:
    """Ask for these reports over and over, with a breath between."""
    last = datetime.now(UTC).date()
    dates = f"from={last - timedelta(days=DAYS - 1)}&to={last}"
    while not ended.is_set():
        for report in names:
            address = f"{product.url}/sites/{SITE}/{report}.json?{dates}"
            request = urllib.request.Request(address, headers={"Cookie": cookie})
            started = time.monotonic()
            try:
                with urllib.request.urlopen(request, timeout=300) as answer:
                    answer.read()
                    answers[str(answer.status)] += 1
            except urllib.error.HTTPError as error:
                with error:
                    answers[f"{error.code} {report}"] += 1
            answers["milliseconds"] += int((time.monotonic() - started) * 1000)
            if ended.is_set():
                return
            time.sleep(0.2)


def send_events(product: Product, ended: threading.Event) -> None:
    """About a hundred events a second."""
    while not ended.is_set():
        event = {"site": SITE, "name": "pageview", "url": f"https://{SITE}/"}
        product.post([event | {"id": str(uuid4())} for _ in range(20)])
        time.sleep(0.2)


def read_and_accept(product: Product, title: str, readers: Sequence[tuple[str, list[str]]], seconds: int) -> None:
    """Read and accept for a while, watching. readers: of each the cookie, and the reports to ask for."""
    ended, answers = threading.Event(), Counter[str]()
    threads = [
        threading.Thread(target=read_reports, args=(product, cookie, names, ended, answers))
        for cookie, names in readers
    ]
    threads.append(threading.Thread(target=send_events, args=(product, ended)))
    watch = Watch(product)
    before = engine_seconds(product)
    for thread in threads:
        thread.start()
    for _ in range(seconds):
        watch.look()
        time.sleep(1)
    ended.set()
    for thread in threads:
        thread.join()
    print_table(title, watch)
    spent = answers.pop("milliseconds")
    print(f"reports: {dict(answers)}, {spent / max(1, sum(answers.values())):.0f} ms each, ", end="")
    print(f"{engine_seconds(product) - before:.1f} s of the engine's processor time in all")


def main() -> None:
    """Fill, read and print the table."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdecimal()]
    given = dict(word.split("=", 1) for word in sys.argv[1:] if "=" in word)
    millions, seconds = [*numbers, *(10, 60)[len(numbers) :]]
    with tempfile.TemporaryDirectory() as folder:
        product = Product(Path(folder) / "data", **given)
        product.start()
        try:
            watch = Watch(product)
            watch.look()
            print_table("after the start", watch)
            fill(product, millions * 1_000_000)
            watch = Watch(product)
            watch.look()
            print_table(f"after {millions} million events were made", watch)
            cookie = signed_in(product)
            for title, readers, names in (
                ("a board open", 1, ["overview"]),
                ("two readers of every report", 2, list(BY_NAME)),
            ):
                read_and_accept(product, f"{title}: the most in {seconds} s", [(cookie, names)] * readers, seconds)
            print(ask_engine(product, "select count() from events").decode().strip(), "events in the end")
            print(ask_engine(product, PARTS).decode().strip(), "parts of them")
        finally:
            product.stop()


def print_table(title: str, watch: Watch) -> None:
    """What was seen."""
    print(f"\n{title}\n| part | PSS, MB | RSS, MB |\n|---|---|---|")
    for name, (pss, rss) in watch.most.items():
        print(f"| {name} | {pss / 1e6:.0f} | {rss / 1e6:.0f} |")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
