"""A spool as a long outage leaves it behind: full of sealed segments."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random
from uuid import UUID

from collector import record
from collector.record import EventRecord
from collector.spool import frame
from tests.product.oracle import SITE


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
