"""How long every report takes over millions of events, beside the bare scan of what it reads.

    .venv/bin/python -m benchmarks.reports [million events …] [--import] [--once] [-v]

For each size (1, 5 and 10 unless told otherwise) a product of its own gets so many events of 61 days, four fifths of
them of one site, a lead for each form sent, stages of the leads and e-mails to them. Events and leads are made inside
the engine, which is quick, or with --import are loaded from a file, as those of another system would be. Then every
report of that site's last 30 days is asked for, compared with the 30 days before, so that all of the site is read. Each
statement of a report stands beside a scan, by the same engine, that does nothing but read the columns the statement
reads, over the same rows: those of the period where a table lies in the order of time, else all of the site. Of some
rounds the best counts; --once makes one.
On a machine that others use, processor time says more than the clock, and a ratio more than either.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil

from benchmarks.history import EVENTS_A_SESSION, SITES, Span, write_history
from benchmarks.import_file import import_it, wait_for_rest
from collector.lead_summary import sum_all_leads
from collector.store import StoreRefused
from collector.summary import sum_all_again
from leadpump.clickhouse import Address, ClickHouse
from reports.option import read_options
from reports.period import Period, measured_since, read_period
from reports.query import Rows
from reports.question import Question
from reports.registry import REPORTS, Kind
from reports.site import Site
from reports.statement import first_event
from tests.conftest import wait_until
from tests.product.conftest import Product
from tests.product.test_backup import signed_in

SITE = SITES[0]
SHARES = (80, 15, 5)
DAYS = 60
ROUNDS = 1 if "--once" in sys.argv else 3
EVENTS = Path(__file__).with_name("events.sql").read_text("utf-8")
LEADS = Path(__file__).with_name("leads.sql").read_text("utf-8")
EMAILS = Path(__file__).with_name("emails.sql").read_text("utf-8")
FUNNEL = {"step1": "event:pageview", "step2": "event:form_start", "step3": "event:form_submit"}
STAGES = """
-- Two thirds are told of the lead, one of the person.
insert into lead_events (site, lead_id, person, ts, received, id, stage, value, currency, author)
with cityHash64(id, 1) % 3 != 0 as is_named
select site, if(is_named, id, toUUID('00000000-0000-0000-0000-000000000000')), if(is_named, 0, cityHash64(visitor_id)),
    ts + toIntervalDay(stage.2), now64(3), generateUUIDv4(stage.2), stage.1,
    if(stage.1 = 'customer', toDecimal64(cityHash64(id) % 5000, 4), null), 'EUR', 'benchmark'
from events
array join [('contacted', 0), ('mql', 1), ('customer', 2)] as stage
where name = 'form_submit' and (stage.2 + 1) * cityHash64(id) % 100 < 40 and ts + toIntervalDay(stage.2) < now()
"""
PERSONS = """
-- Each visitor is a person, as those of leads.sql are.
alter table lead_events update person = cityHash64(visitor_id) where true settings mutations_sync = 1
"""
WAITING = """
select
    (select count() from events where name = 'form_submit') as sent,
    (select count() from lead_events where kind in ('created', 'submission')) as known
"""
SIZES = """
select
    table,
    sum(bytes_on_disk) as bytes
from system.parts
where database = 'leadpump' and active
group by table
having bytes > 100000
order by bytes desc
"""
OF_SITE = "where site = {site:String}"
OF_PERIOD = """
where
    site = {site:String}
    and session_id >= bitShiftLeft(toUInt64(toUnixTimestamp({start:DateTime64(3,'UTC')} - interval 1 day)), 32)
    and session_id < bitShiftLeft(toUInt64(toUnixTimestamp({end:DateTime64(3,'UTC')} + interval 1 day)), 32)
"""
READ = re.compile(r"ReadFromMergeTree \(leadpump\.(\w+)\)")
STEP = re.compile(r"[A-Z]\w+(?: \(|$)")
OF_OTHERS = re.compile(r"(?:Output|Runtime filters): ")
LITERAL = re.compile(r"'(?:[^'\\]|\\.)*'")
NAME = re.compile(r"\b[a-z_][a-z_.0-9]*")
COLUMNS = """
select
    name,
    name = 'session_id' and is_in_sorting_key as bounds
from system.columns
where database = 'leadpump' and table = {table:String} and default_kind != 'ALIAS'
"""


@dataclass
class Spent:
    """seconds: on the clock. cpu: of the engine. size: bytes read. bare, bare_cpu: the same of scans alone."""

    seconds: float = 0.0
    cpu: float = 0.0
    size: int = 0
    bare: float = 0.0
    bare_cpu: float = 0.0
    statements: int = 0
    failed: str = ""


@dataclass(frozen=True)
class Read:
    """A table that a statement reads, with the columns. is_bounded: sorted so that a period is a stretch of it."""

    table: str
    columns: Sequence[str]
    is_bounded: bool


@dataclass
class Engine:
    """The engine of a product, and what it spends."""

    process: psutil.Process
    store: ClickHouse
    scanned: dict[str, tuple[float, float, int]] = field(default_factory=dict)

    def cpu(self) -> float:
        return sum(self.process.cpu_times()[:2])

    def best(self, sql: str, params: Mapping[str, Any]) -> tuple[float, float]:
        """Seconds on the clock and of the processor; the best of some rounds."""
        found = []
        for _ in range(ROUNDS):
            spent, started = self.cpu(), time.monotonic()
            self.store.query(sql, params)
            found.append((time.monotonic() - started, self.cpu() - spent))
        return min(seconds for seconds, _ in found), min(cpu for _, cpu in found)

    def scan(self, read: Read, given: Mapping[str, Any]) -> tuple[float, float, int]:
        """The same of reading these columns and nothing else, with the bytes read; made once."""
        rows = f"from {read.table} {OF_PERIOD if 'start' in given else OF_SITE}"
        sql = f"select sum(ignore({', '.join(read.columns)})) {rows}"
        key = f"{sql} {given}"
        if key not in self.scanned:
            sizes = " + ".join(f"byteSize({name})" for name in read.columns)
            found = self.store.query(f"select sum({sizes}) as n {rows}", given)
            self.scanned[key] = (*self.best(sql, given), int(found[0]["n"]))
        return self.scanned[key]


@dataclass
class Recorded:
    """The statements of a report, as it asks for them."""

    store: ClickHouse
    asked: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)

    def query(self, sql: str, params: Mapping[str, Any] | None = None) -> Rows:
        self.asked.append((sql, dict(params or {})))
        return self.store.query(sql, params)


def period_of(kind: Kind, last: date, store: ClickHouse, now: datetime) -> Period:
    """The 30 days to that day, compared with those before."""
    if kind.window is not None:
        return kind.window("Europe/Paris", now)
    first = last - timedelta(days=DAYS // 2 - 1)
    period = read_period({"from": str(first), "to": str(last)}, "Europe/Paris", now)
    return measured_since(period, first_event(store.query, site()))


def site() -> Site:
    return Site(SITE, SITE, "Europe/Paris", "EUR")


def question_of(kind: Kind, period: Period) -> Question:
    """What the page asks; of a funnel, with some steps."""
    return Question(site(), period, (), read_options(kind.options, FUNNEL if kind.name == "funnel" else {}))


def measure(kind: Kind, engine: Engine, last: date, now: datetime) -> Spent:
    """A report's statements, one after the other, each beside its scan."""
    spent = Spent()
    recorded = Recorded(engine.store)
    try:
        kind.report(recorded.query, question_of(kind, period_of(kind, last, engine.store, now)))
    except StoreRefused as error:
        spent.failed = f"{error.code}"
        return spent
    for sql, params in recorded.asked:
        seconds, cpu = engine.best(sql, params)
        spent.statements += 1
        spent.seconds += seconds
        spent.cpu += cpu
        bare, bare_cpu, size = bare_scan(engine, sql, params)
        spent.bare += bare
        spent.bare_cpu += bare_cpu
        spent.size += size
        if VERBOSE:
            head = sql.splitlines()[0][:70]
            print(f"      {kind.name:20}{seconds * 1000:7.0f} ms {cpu * 1000:7.0f} cpu {bare * 1000:7.0f} bare  {head}")
    return spent


VERBOSE = "-v" in sys.argv
IMPORTED = "--import" in sys.argv


def bare_scan(engine: Engine, sql: str, params: Mapping[str, Any]) -> tuple[float, float, int]:
    """Seconds, processor seconds and bytes of reading, without doing anything, what the statement reads."""
    seconds = cpu = 0.0
    size = 0
    for read in reads(engine.store, sql, params):
        took = engine.scan(read, given(read, params))
        seconds, cpu, size = seconds + took[0], cpu + took[1], size + took[2]
    return seconds, cpu, size


def given(read: Read, params: Mapping[str, Any]) -> dict[str, Any]:
    """What bounds the scan: the site, and the period where rows lie in the order of time."""
    names = ("site", "start", "end") if read.is_bounded and "start" in params else ("site",)
    return {name: params[name] for name in names}


def reads(store: ClickHouse, sql: str, params: Mapping[str, Any]) -> list[Read]:
    """What a statement reads, as often as it reads it.

    The columns are those that the reading hands on and those that it asks for itself, to leave rows out.
    """
    plan = [str(row["explain"]).lstrip("│ └├─") for row in store.query(f"explain header = 1 {sql}", params)]
    found: list[Read] = []
    for number, line in enumerate(plan):
        if named := READ.search(line):
            columns = store.query(COLUMNS, {"table": named[1]})
            said = " ".join(LITERAL.sub("", text) for text in details(plan[number + 1 :]))
            words = {word for name in NAME.findall(said) for word in (name, name.rpartition(".")[2])}
            names = [str(column["name"]) for column in columns if column["name"] in words]
            found.append(Read(named[1], names, any(column["bounds"] for column in columns)))
    return found


def details(plan: Sequence[str]) -> Iterator[str]:
    """The lines of a step's columns, up to the next step."""
    for line in plan:
        if STEP.match(line):
            return
        if not OF_OTHERS.match(line):
            yield line


def open_page(product: Product, cookie: str, kind: Kind, last: date) -> tuple[float, str]:
    """Seconds until the page is there, and its status; the best of some rounds."""
    query = f"from={last - timedelta(days=DAYS // 2 - 1)}&to={last}"
    if kind.name == "funnel":
        query += "".join(f"&{key}={value}" for key, value in FUNNEL.items())
    request = urllib.request.Request(f"{product.url}/sites/{SITE}/{kind.name}?{query}", headers={"Cookie": cookie})
    took = []
    for _ in range(ROUNDS):
        started = time.monotonic()
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                answer.read()
                status = str(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                status = str(error.code)
        took.append(time.monotonic() - started)
    return min(took), status


def make_history(product: Product, events: int, today: datetime) -> None:
    """Fill the product."""
    for name in SITES:
        product.command("site", "add", name)
    store = store_of(product)
    # A day more: the period before begins at midnight in Paris, which is the evening before in UTC.
    (import_events if IMPORTED else make_events)(product, events, today - timedelta(days=DAYS + 1))
    store.command(STAGES)
    store.command(EMAILS)
    sum_all_again(store)
    sum_all_leads(store)
    # What has lain for an hour is merged by itself; here nothing has.
    for table in ("events", "session_summaries", "lead_events", "lead_summaries", "email_events"):
        store.command(f"optimize table {table} final")


def make_events(product: Product, events: int, first: datetime) -> None:
    """Events and a lead for each form sent, inside the engine."""
    store = store_of(product)
    for day in range(DAYS + 1):
        start = int((first + timedelta(days=day)).timestamp())
        sessions = round(events / EVENTS_A_SESSION / (DAYS + 1))
        store.command(EVENTS, {"first": start, "sessions": sessions, "people": events // 6})
    store.command(LEADS)


def import_events(product: Product, events: int, first: datetime) -> None:
    """The same by `leadpump import events`; the loader makes the leads."""
    file = product.data.with_name("history.jsonl")
    write_history(file, events, Span(int(first.timestamp() * 1000), DAYS + 1, SHARES))
    started = time.monotonic()
    import_it(product, file)
    print(f"{events:,} events imported, {events / (time.monotonic() - started):,.0f} a second", flush=True)
    file.unlink()
    store = store_of(product)
    wait_until(lambda: all_known(store), 3600, "the leads of all forms")
    store.command(PERSONS)


def all_known(store: ClickHouse) -> bool:
    """Whether the loader has made a lead of each form."""
    (row,) = store.query(WAITING)
    return bool(row["sent"] == row["known"])


def store_of(product: Product) -> ClickHouse:
    token = (product.data / "sql.token").read_text().strip()
    return ClickHouse(Address("127.0.0.1", product.engine_port, "leadpump", token, "leadpump"), None, 3600)


def measure_all(product: Product, events: int) -> dict[str, float]:
    """Print the tables of one size; the seconds of each report's page."""
    store = store_of(product)
    (process,) = product.workers("engine")
    # Parts are merged and leads scored for a while.
    wait_for_rest(process)
    engine = Engine(process, store)
    counted = store.query("select count() as n, countIf(name = 'pageview') as views from events")[0]
    print(f"\n{counted['n']:,} events, {counted['views']:,} page views; load {psutil.getloadavg()[0]:.1f}\n")
    for row in store.query(SIZES):
        print(f"    {row['table']:16}{int(row['bytes']) / events:8.1f} bytes an event")
    now = datetime.now(UTC)
    last = now.date() - timedelta(days=1)
    cookie = signed_in(product)
    pages: dict[str, float] = {}
    print("\n| report | page | statements | their time | bare scan | times | processor | bare | times | read |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for kind in REPORTS:
        spent = measure(kind, engine, last, now)
        seconds, status = open_page(product, cookie, kind, last)
        pages[kind.name] = seconds
        print(line_of(kind, spent, seconds, status), flush=True)
    return pages


def line_of(kind: Kind, spent: Spent, seconds: float, status: str) -> str:
    """A line of the table."""
    page = ms(seconds) if status == "200" else f"**{status}**"
    if spent.failed:
        return f"| {kind.name} | {page} | refused: {spent.failed} |"
    return (
        f"| {kind.name} | {page} | {spent.statements} | {ms(spent.seconds)} | {ms(spent.bare)} | "
        f"{times(spent.seconds, spent.bare)} | {ms(spent.cpu)} | {ms(spent.bare_cpu)} | "
        f"{times(spent.cpu, spent.bare_cpu)} | {spent.size / 1e6:.0f} MB |"
    )


def times(spent: float, bare: float) -> str:
    """A dash where the scan could not be made, as of a union of tables."""
    return f"{spent / bare:.1f}" if bare else "–"


def ms(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms"


def main(millions: Sequence[int]) -> None:
    found: dict[int, dict[str, float]] = {}
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    for size in millions:
        with tempfile.TemporaryDirectory() as folder:
            product = Product(Path(folder) / "data")
            product.start()
            try:
                make_history(product, size * 1_000_000, today)
                found[size] = measure_all(product, size * 1_000_000)
            finally:
                product.stop()
    if len(found) > 1:
        small, large = min(found), max(found)
        print(f"\nFrom {small} to {large} million events the pages take so many times as long:")
        for name in found[small]:
            print(f"    {name:22}{found[large][name] / found[small][name]:6.1f}")


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:] if word.isdecimal()] or [1, 5, 10])
