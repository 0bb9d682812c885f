"""How fast the running product takes events in, beside routes that do nothing on the same server.

    .venv/bin/python -m benchmarks.ingest [seconds]

Needs wrk. Prints ratios: absolute figures say more about the machine, which the load generator shares, than about us.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.conftest import free_port, wait_until
from tests.product.conftest import Product

EVENTS = Path(__file__).with_name("events.lua")
CONNECTIONS = 32
BATCH = 100
NOTHING_TO_SEND = "wrk.method = 'POST'; wrk.body = '{}'"
CONDITIONS = {"LEADPUMP_TRUSTED_PROXIES": "1", "LEADPUMP_RATE_PER_ADDRESS": "0", "LEADPUMP_RATE_PER_SITE": "0"}
"""The load generator plays the proxy that tells the visitors' addresses, and it floods."""


@dataclass(frozen=True)
class Load:
    """What wrk saw. latencies in milliseconds."""

    per_second: float
    requests: int
    refused: int
    p50: float
    p99: float


@dataclass(frozen=True)
class Run:
    """What became of a load. cpu: seconds of processor time, by process, until all was stored."""

    load: Load
    cpu: dict[str, float]
    stored: int

    @property
    def acknowledged(self) -> int:
        return self.load.requests - self.load.refused


def drive(url: str, script: Path, seconds: int, *arguments: str) -> Load:
    """Send as fast as 32 connections can."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", str(script), url]
    said = subprocess.run([*command, "--", *arguments], capture_output=True, text=True, check=True).stdout
    found = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return Load(
        per_second=float(read(r"Requests/sec: +([\d.]+)", said)),
        requests=int(read(r"(\d+) requests in", said)),
        refused=int(found.group(1)) if found else 0,
        p50=milliseconds(read(r"50% +(\S+)", said)),
        p99=milliseconds(read(r"99% +(\S+)", said)),
    )


def read(pattern: str, text: str) -> str:
    """What a pattern finds in wrk's words."""
    found = re.search(pattern, text)
    if found is None:
        raise SystemExit(f"wrk said nothing of {pattern}:\n{text}")
    return found.group(1)


def milliseconds(text: str) -> float:
    """wrk's 850.00us, 12.34ms or 1.20s."""
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def cpu_seconds(product: Product) -> dict[str, float]:
    """Processor time so far of all the product's processes, by what they are."""
    assert product.process is not None
    root = psutil.Process(product.process.pid)
    spent = dict.fromkeys(("workers", "loader", "engine", "supervisor"), 0.0)
    for process in [root, *root.children(recursive=True)]:
        command = " ".join(process.cmdline())
        name = next((name for mark, name in PROCESSES.items() if mark in command), "supervisor")
        spent[name] += sum(process.cpu_times()[:2])
    return spent


PROCESSES = {"leadpump.serve": "workers", "leadpump.load": "loader", "leadpump.engine": "engine"}


@contextmanager
def running_product(**environment: str) -> Iterator[Product]:
    """The product on a folder of its own, warm."""
    with tempfile.TemporaryDirectory() as folder:
        product = Product(Path(folder) / "data", **CONDITIONS | environment)
        product.start()
        try:
            drive(address_of(product), EVENTS, 2, "1")
            product.settle(300)
            yield product
        finally:
            product.stop()


def address_of(product: Product) -> str:
    return f"http://127.0.0.1:{product.port}/api/event"


def measure(product: Product, seconds: int, events_a_request: int) -> Run:
    """One load, until everything accepted is in the table."""
    before, rows = cpu_seconds(product), count(product)
    load = drive(address_of(product), EVENTS, seconds, str(events_a_request))
    product.settle(300)
    after = cpu_seconds(product)
    return Run(load, {name: after[name] - before[name] for name in after}, count(product) - rows)


def count(product: Product) -> int:
    return int(product.sql("select count() as n from events")[0]["n"])


@contextmanager
def nothing_to_do() -> Iterator[str]:
    """The address of the server of the ceilings."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "python:benchmarks.noop", "benchmarks.noop:create()"],
        env=os.environ | {"LEADPUMP_PORT": str(port)},
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: is_open(port), 20, "the ceiling's start")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def is_open(port: int) -> bool:
    """Whether something listens there."""
    import socket

    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def measure_ceiling(seconds: int, route: str) -> Load:
    """A route that does nothing."""
    script = Path(tempfile.gettempdir()) / f"leadpump-noop-{os.getpid()}.lua"
    script.write_text(NOTHING_TO_SEND)
    try:
        with nothing_to_do() as address:
            drive(address + route, script, 1)
            return drive(address + route, script, seconds)
    finally:
        script.unlink()


def tell(name: str, load: Load, per_request: int = 1) -> None:
    """A line of the table."""
    print(f"{name:34} {load.per_second * per_request:8.0f} /s   p50 {load.p50:6.1f} ms   p99 {load.p99:6.1f} ms")


def tell_stored(run: Run, per_request: int = 1) -> None:
    """What of the load is in the table, and what it cost."""
    total = sum(run.cpu.values())
    parts = ", ".join(f"{name} {spent / run.stored * 1000:.2f}" for name, spent in run.cpu.items())
    print(f"  CPU s per 1,000 events stored    {total / run.stored * 1000:8.2f}      ({parts})")
    print(f"  acknowledged, stored             {run.acknowledged * per_request} {run.stored}", end="")
    print("   (a request cut off at the end may be stored unacknowledged)")


def main() -> None:
    """Print the table."""
    if shutil.which("wrk") is None:
        raise SystemExit("This benchmark drives the product with wrk: install it first (Debian: apt install wrk).")
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    plain, flask = (measure_ceiling(seconds, route) for route in ("/plain", "/flask"))
    tell("no-op, plain application", plain)
    tell("no-op, Flask route", flask)
    with running_product() as product:
        single = measure(product, seconds, 1)
        tell("durable events, one a request", single.load)
        print(f"  of the no-op Flask route         {single.load.per_second / flask.per_second:8.2f}")
        tell_stored(single)
        batches = measure(product, seconds, BATCH)
        tell(f"durable events, {BATCH} a request", batches.load, BATCH)
        tell_stored(batches, BATCH)
    with running_product_without_database() as product:
        alone = drive(address_of(product), EVENTS, seconds, "1")
        tell("durable events, ClickHouse away", alone)
        print(f"  of the rate with ClickHouse      {alone.per_second / single.load.per_second:8.2f}")


@contextmanager
def running_product_without_database() -> Iterator[Product]:
    """The product, told of a ClickHouse server that is not there."""
    with tempfile.TemporaryDirectory() as folder:
        away = f"clickhouse://nobody@127.0.0.1:{free_port()}/leadpump"
        product = Product(Path(folder) / "data", LEADPUMP_CLICKHOUSE=away, **CONDITIONS)
        product.start()
        try:
            yield product
        finally:
            product.stop()


if __name__ == "__main__":
    main()
