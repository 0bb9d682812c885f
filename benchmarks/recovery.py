"""How soon the product accepts when a million events wait in its spool, and how fast it loads them.

    .venv/bin/python -m benchmarks.recovery [records] [records per segment]

Few records per segment is what a long outage leaves behind: each worker seals what it has after a while.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from uuid import uuid4

from benchmarks.ingest import cpu_seconds
from tests.product.backlog import fill_spool
from tests.product.conftest import Product
from tests.product.oracle import SITE, post_or_none


def main() -> None:
    """Fill, start, measure, print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    per_segment = int(sys.argv[2]) if len(sys.argv) > 2 else 6_000
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        size = fill_spool(data / "spool", count, per_segment)
        print(f"{count:,} events wait in {-(-count // per_segment):,} segments, {size / 1e6:.0f} MB", flush=True)
        product = Product(data, LEADPUMP_SPOOL_LIMIT_MB="10000")
        try:
            measure(product, count)
        finally:
            product.stop()


def measure(product: Product, count: int) -> None:
    """Start the product and watch it until all is stored."""
    waiting = {path.name for path in (product.data / "spool").glob("*.ready")}
    started = time.monotonic()
    product.start(wait=False)
    event = {"site": SITE, "name": "fresh", "id": str(uuid4()), "url": f"https://{SITE}/"}
    while post_or_none(product, event) != 202:
        time.sleep(0.01)
    print(f"first event acknowledged after {time.monotonic() - started:.1f} s", flush=True)
    slowest = 0.0
    while waiting & {path.name for path in (product.data / "spool").glob("*.ready")}:
        asked = time.monotonic()
        status = post_or_none(product, event | {"id": str(uuid4()), "name": "meanwhile"})
        slowest = max(slowest, time.monotonic() - asked)
        assert status == 202, status
        time.sleep(0.1)
    seconds = time.monotonic() - started
    spent = ", ".join(f"{name} {cpu / count * 1000:.3f}" for name, cpu in cpu_seconds(product).items())
    asked = "select count() as n, uniqExact(id) as ids from events where name in ('pageview', 'engagement')"
    print(f"all stored after {seconds:.0f} s: {count / seconds:,.0f} events a second")
    print(f"CPU-s per 1,000 events: {spent}")
    print(f"slowest acknowledgement meanwhile {slowest * 1000:.0f} ms; stored {product.sql(asked)}")


if __name__ == "__main__":
    main()
