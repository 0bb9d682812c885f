"""How soon the product accepts when a million events wait in its spool, and how fast it loads them.

    .venv/bin/python -m benchmarks.recovery [records] [records per segment]

Few records per segment is what a long outage leaves behind: each worker seals what it has after a while.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

from benchmarks.ingest import cpu_seconds
from collector import record
from collector.record import EventRecord
from collector.spool import frame
from tests.product.conftest import Product
from tests.product.oracle import SITE, post_or_none


def spooled_events(count: int, rng: Random) -> list[bytes]:
    """Frames of visits of three events each: a page view, reading, another page view."""
    start = int(time.time() * 1000) - 24 * 3_600_000
    frames = []
    page = UUID(int=rng.getrandbits(128), version=4)
    visitor = 1
    for number in range(count):
        ts = start + number * 40
        id_ = UUID(int=rng.getrandbits(128), version=4)
        if number % 3 == 0:
            page, visitor = id_, rng.getrandbits(64)
        viewed = number % 3 != 1
        item = EventRecord(
            site=SITE,
            ts=ts,
            received=ts,
            id=id_,
            name="pageview" if viewed else "engagement",
            page_id=id_ if viewed else page,
            visitor_id=visitor,
            visitor_before=visitor ^ 1,
            hostname=SITE,
            path=f"/guide/{number % 400}",
            title="Refaire sa toiture : le guide",
            referrer="google.fr/",
            source="Google",
            medium="organic",
            channel="Organic Search",
            channel_rules=1,
            opens_touch=number % 3 == 0,
            scroll=None if viewed else 60,
            engaged_ms=0 if viewed else 12_000,
            country="FR",
            language="fr",
            browser="Chrome",
            os="Windows",
            device="desktop",
        )
        frames.append(frame(record.encode(item)))
    return frames


def fill_spool(spool: Path, count: int, per_segment: int) -> int:
    """Write sealed segments; how many bytes they have."""
    spool.mkdir(parents=True)
    frames = spooled_events(count, Random(1))
    opened = time.time_ns() - 24 * 3_600_000_000_000
    for number, first in enumerate(range(0, count, per_segment)):
        (spool / f"{opened + number:020d}-000000.ready").write_bytes(b"".join(frames[first : first + per_segment]))
    return sum(map(len, frames))


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
