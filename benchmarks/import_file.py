"""How fast `leadpump import events` stores history, beside the bare INSERT of the same file by the same engine.

    .venv/bin/python -m benchmarks.import_file [events]

The bare insert only parses the lines into a table of their fields: no checks, nothing derived, no sessions, no ids
looked up. The ratio says what all that costs; absolute figures say more about the machine.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.history import SITES, write_history
from collector.file_import.lines import chunks_of
from leadpump.clickhouse import Address, ClickHouse
from tests.conftest import ROOT, wait_until
from tests.product.conftest import LEADPUMP, Product

BARE = """
create table bare
(
    site String, name String, url String, id UUID, page UUID, ts Int64, title String, referrer String, visitor String,
    user_agent String, languages String, timezone String, scroll Nullable(UInt8), engaged UInt32, form String,
    magnet String, target String, props String, value Nullable(Float64), currency String
)
engine = MergeTree
order by (site, ts)
"""
PIECE = 32 << 20
"""Of the bare insert: as much as the embedded engine parses in the memory it gives a statement."""


@dataclass(frozen=True)
class Measured:
    """seconds: on the clock. command, engine: of processor time. peak: of the engine's memory, in MB."""

    seconds: float
    command: float
    engine: float
    peak: float


def measure(engine: psutil.Process, run: Callable[[], object]) -> Measured:
    """Run something, watching the engine."""
    ended = threading.Event()
    peak = 0.0

    def watch() -> None:
        nonlocal peak
        with suppress(psutil.NoSuchProcess):
            while not ended.wait(0.1):
                peak = max(peak, engine.memory_info().rss / 1e6)

    watcher = threading.Thread(target=watch)
    watcher.start()
    spent, children, started = cpu(engine), own_cpu(), time.monotonic()
    try:
        run()
        return Measured(time.monotonic() - started, own_cpu() - children, cpu(engine) - spent, peak)
    finally:
        ended.set()
        watcher.join()


def wait_for_rest(engine: psutil.Process) -> None:
    """Until the engine does next to nothing: after an import the loader makes leads, and parts are merged."""
    spent = -1.0
    while cpu(engine) - spent > 0.1:
        spent = cpu(engine)
        time.sleep(2)


def cpu(process: psutil.Process) -> float:
    return sum(process.cpu_times()[:2])


def own_cpu() -> float:
    """Of this process and of those it has waited for."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def import_it(product: Product, file: Path) -> None:
    done = subprocess.run(
        [LEADPUMP, "import", "events", str(file)], env=product.environment, cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(done.stderr)


def insert_bare(product: Product, file: Path) -> None:
    token = (product.data / "sql.token").read_text().strip()
    clickhouse = ClickHouse(Address("127.0.0.1", product.engine_port, "leadpump", token, "leadpump"), None, 3600)
    clickhouse.command(BARE)
    with file.open("rb") as source:
        for chunk in chunks_of(source, PIECE):
            rows = (part for part in (chunk.data,))
            clickhouse.insert_stream("bare", rows, "JSONEachRow", {"input_format_skip_unknown_fields": 1})
    clickhouse.command("drop table bare sync")


def main(events: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "history.jsonl"
        write_history(file, events)
        product = Product(Path(folder) / "data")
        product.start()
        try:
            for site in SITES:
                product.command("site", "add", site)
            (engine,) = product.workers("engine")
            bare = measure(engine, lambda: insert_bare(product, file))
            ours = measure(engine, lambda: import_it(product, file))
            wait_for_rest(engine)
            again = measure(engine, lambda: import_it(product, file))
            wait_until(lambda: stored(product) == events, 60, "every event in the table")
        finally:
            product.stop()
    print(f"{events:,} events, {psutil.cpu_count()} processors, load {psutil.getloadavg()[0]:.1f}")
    print(f"{'':14}{'events/s':>10}{'seconds':>9}{'CPU µs an event':>17}{'of it the engine':>18}{'engine MB':>11}")
    for name, run in (("bare insert", bare), ("import", ours), ("once more", again)):
        print(
            f"{name:14}{events / run.seconds:10,.0f}{run.seconds:9.1f}{(run.command + run.engine) / events * 1e6:17.1f}"
            f"{run.engine / events * 1e6:18.1f}{run.peak:11.0f}"
        )
    print(f"import / bare insert: {bare.seconds / ours.seconds:.2f} by the clock, ", end="")
    print(f"{(bare.command + bare.engine) / (ours.command + ours.engine):.2f} by processor time")


def stored(product: Product) -> int:
    return int(product.sql("select count() as n from events")[0]["n"])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
