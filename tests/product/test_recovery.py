"""After an outage: the product accepts at once, however much waits, and then loads all of it."""

from __future__ import annotations

import time
from pathlib import Path

from tests.conftest import TOKEN, EngineProcess, wait_until
from tests.product.backlog import fill_spool
from tests.product.conftest import Product
from tests.product.oracle import SITE, post_or_none

COUNT = 20_000
ACCEPTED = "select count() as n, uniqExact(id) as ids from events where name in ('pageview', 'engagement')"


def test_it_accepts_at_once_with_a_full_spool_and_no_clickhouse_and_loads_all_of_it_later(tmp_path: Path) -> None:
    fill_spool(tmp_path / "data" / "spool", COUNT, per_segment=30)
    late = EngineProcess(tmp_path / "engine")
    address = f"clickhouse://leadpump:{TOKEN}@127.0.0.1:{late.port}/late"
    product = Product(tmp_path / "data", LEADPUMP_CLICKHOUSE=address)
    started = time.monotonic()
    product.start(wait=False)
    event = {"site": SITE, "name": "fresh", "url": f"https://{SITE}/"}
    wait_until(lambda: post_or_none(product, event) == 202, 60, "the first acknowledgement")
    print(f"accepting after {time.monotonic() - started:.1f} s")
    late.start()
    product.settle(120)
    assert product.sql(ACCEPTED) == [{"n": COUNT, "ids": COUNT}]
    assert product.stop() == 0
    late.stop()
