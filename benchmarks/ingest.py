"""How fast the running product takes events in, beside a route that does nothing on the same server.

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
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.conftest import answers, free_port, wait_until
from tests.product.conftest import Product

HERE = Path(__file__).parent
CONNECTIONS = 32
NOTHING_TO_SEND = "wrk.method = 'POST'; wrk.body = '{}'"


@dataclass(frozen=True)
class Load:
    """What wrk saw. latencies in milliseconds."""

    per_second: float
    requests: int
    refused: int
    p50: float
    p99: float


def drive(url: str, script: Path, seconds: int) -> Load:
    """Send as fast as 32 connections can."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", str(script), url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
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


def cpu_seconds(product: Product) -> float:
    """Processor time of all the product's processes so far."""
    assert product.process is not None
    root = psutil.Process(product.process.pid)
    return sum(sum(process.cpu_times()[:2]) for process in [root, *root.children(recursive=True)])


def measure_product(seconds: int) -> tuple[Load, float, int]:
    """The product's load, its processor seconds until all is stored, and how many rows there are."""
    with tempfile.TemporaryDirectory() as folder:
        product = Product(Path(folder) / "data")
        product.start()
        try:
            drive(product.url.replace("localhost", "127.0.0.1") + "/api/event", HERE / "events.lua", 2)
            settle(product)
            before, rows = cpu_seconds(product), count(product)
            load = drive(product.url.replace("localhost", "127.0.0.1") + "/api/event", HERE / "events.lua", seconds)
            settle(product)
            return load, cpu_seconds(product) - before, count(product) - rows
        finally:
            product.stop()


def settle(product: Product) -> None:
    """Wait until everything accepted is in the table."""
    spool = product.data / "spool"
    time.sleep(2)
    wait_until(lambda: not [*spool.glob("*.ready"), *spool.glob("*.open")], 300, "an empty spool")


def count(product: Product) -> int:
    return int(product.sql("select count() as n from events")[0]["n"])


def measure_noop(seconds: int) -> Load:
    """The ceiling."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "python:benchmarks.noop", "benchmarks.noop:create()"],
        env=os.environ | {"LEADPUMP_PORT": str(port)},
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: not answers(f"http://127.0.0.1:{port}/") and port_open(port), 20, "the ceiling's start")
        script = Path(tempfile.gettempdir()) / "leadpump-noop.lua"
        script.write_text(NOTHING_TO_SEND)
        drive(f"http://127.0.0.1:{port}/noop", script, 2)
        return drive(f"http://127.0.0.1:{port}/noop", script, seconds)
    finally:
        server.terminate()
        server.wait()


def port_open(port: int) -> bool:
    import socket

    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def main() -> None:
    """Print the table."""
    if shutil.which("wrk") is None:
        raise SystemExit("This benchmark drives the product with wrk: install it first (Debian: apt install wrk).")
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    ceiling = measure_noop(seconds)
    ours, cpu, stored = measure_product(seconds)
    acknowledged = ours.requests - ours.refused
    print(
        f"no-op Flask route      {ceiling.per_second:8.0f} /s   p50 {ceiling.p50:6.1f} ms   p99 {ceiling.p99:6.1f} ms"
    )
    print(f"durable events         {ours.per_second:8.0f} /s   p50 {ours.p50:6.1f} ms   p99 {ours.p99:6.1f} ms")
    print(f"ratio                  {ours.per_second / ceiling.per_second:8.2f}")
    print(f"CPU of all processes   {cpu / stored * 1000:8.2f} s per 1,000 events, until they are in ClickHouse")
    print(f"acknowledged, stored   {acknowledged} {stored} (a request cut off at the end may be stored unacknowledged)")


if __name__ == "__main__":
    main()
