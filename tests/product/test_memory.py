"""What the processes of a running product cost a small machine. benchmarks/memory.py measures with data in it.

PSS is counted: a page that several processes share is divided among them, so that the sum is what the machine misses.
"""

from __future__ import annotations

from uuid import uuid4

import psutil

from tests.product.conftest import Product

SITE = "toits-de-loire.example"
WORKER = 80_000_000


def pss(process: psutil.Process) -> int:
    return int(process.memory_full_info().pss)


def visit(product: Product, round_: int) -> None:
    """A hundred events from a browser of its own, and a page."""
    agent = f"Mozilla/5.0 (Linux; Android {round_ % 9 + 6}; SM-G{round_}) Chrome/{round_ % 40 + 100}.0 Mobile Safari"
    events = [
        {"site": SITE, "name": "pageview", "id": str(uuid4()), "url": f"https://{SITE}/{round_}/{number}"}
        for number in range(100)
    ]
    assert product.post(events, **{"User-Agent": agent})[0] in (202, 429)


def test_workers_are_small_and_stay_so(shared_product: Product) -> None:
    for round_ in range(40):
        visit(shared_product, round_)
    before = [pss(worker) for worker in shared_product.workers("web")]
    assert len(before) == 2
    assert max(before) < WORKER
    for round_ in range(40, 160):
        visit(shared_product, round_)
    after = [pss(worker) for worker in shared_product.workers("web")]
    assert max(after) < WORKER
    assert max(after) - max(before) < 10_000_000


def test_what_only_waits_is_small(shared_product: Product) -> None:
    assert shared_product.process is not None
    assert pss(psutil.Process(shared_product.process.pid)) < 40_000_000
    (loader,) = shared_product.processes("loader")
    assert pss(loader) < 80_000_000


def test_a_worker_loads_neither_what_migrates_nor_the_engine(shared_product: Product) -> None:
    for worker in shared_product.workers("web"):
        mapped = {region.path.rpartition("/")[2] for region in worker.memory_maps()}
        assert not [name for name in mapped if name.startswith(("_chdb", "libchdb", "_multiarray_umath"))]
