"""What a page writes down is on disk when it is told so, and waited for until it is stored."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from collector.loader import Loader
from collector.record import CostRecord
from collector.spool import Spool, SpoolFull, ready_segments
from leadpump.clickhouse import ClickHouse
from leadpump.facts import Facts
from reports.query import DatabaseUnavailable, Rows

NOW = int(time.time() * 1000)
"""Ids are kept for forty days from when they were received."""


def cost(amount: str = "12.50") -> CostRecord:
    return CostRecord(site="example.fr", day="2026-03-10", received=NOW, id=uuid4(), amount=amount, currency="EUR")


def out_of_reach(_sql: str, _params: object) -> Rows:
    raise DatabaseUnavailable("away")


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    spool = Spool(tmp_path / "spool", limit_bytes=10**9, min_free_bytes=0, seal_seconds=3600)
    yield spool
    spool.close()


@pytest.fixture
def loading(tmp_path: Path, spool: Spool, clickhouse: ClickHouse) -> Iterator[None]:  # noqa: ARG001
    """A loader at work on the spool."""
    stop = threading.Event()
    loader = Loader(tmp_path / "spool", clickhouse)
    thread = threading.Thread(target=loader.run, args=(stop.is_set, stop.wait))
    thread.start()
    yield
    stop.set()
    thread.join()


def amounts(clickhouse: ClickHouse) -> list[float]:
    return [float(row["amount"]) for row in clickhouse.query("select amount from costs order by amount")]


@pytest.mark.usefixtures("loading")
def test_what_is_kept_is_stored_when_it_says_so(spool: Spool, clickhouse: ClickHouse) -> None:
    facts = Facts(spool, clickhouse.query)
    assert facts.keep([cost("1"), cost("2")], seconds=60)
    assert amounts(clickhouse) == [1, 2]


@pytest.mark.usefixtures("loading")
def test_many_pages_keep_at_once(spool: Spool, clickhouse: ClickHouse) -> None:
    facts = Facts(spool, clickhouse.query)
    stored: list[bool] = []
    threads = [threading.Thread(target=lambda: stored.append(facts.keep([cost()], seconds=60))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stored == [True] * 8
    assert amounts(clickhouse) == [12.5] * 8


def test_without_a_loader_the_wait_ends_and_the_fact_is_on_disk(
    tmp_path: Path, spool: Spool, clickhouse: ClickHouse
) -> None:
    facts = Facts(spool, clickhouse.query)
    began = time.monotonic()
    assert not facts.keep([cost()], seconds=0.3)
    assert 0.3 <= time.monotonic() - began < 10
    assert len(ready_segments(tmp_path / "spool")) == 1  # handed over at once, though this spool seals once an hour
    Loader(tmp_path / "spool", clickhouse).load_waiting()
    assert amounts(clickhouse) == [12.5]


def test_a_database_that_is_away_is_no_failure(tmp_path: Path, spool: Spool) -> None:
    assert not Facts(spool, out_of_reach).keep([cost()], seconds=0.3)
    assert len(ready_segments(tmp_path / "spool")) == 1


def test_some_that_are_stored_are_not_all(tmp_path: Path, spool: Spool, clickhouse: ClickHouse) -> None:
    facts = Facts(spool, clickhouse.query)
    known = cost()
    facts.append([known])
    Loader(tmp_path / "spool", clickhouse).load_waiting()
    assert facts.wait_until_stored([known.id], seconds=0)
    assert not facts.wait_until_stored([known.id, UUID(int=7)], seconds=0)


def test_a_full_spool_is_told(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "full", limit_bytes=10**9, min_free_bytes=10**18, seal_seconds=3600)
    with pytest.raises(SpoolFull):
        Facts(spool, out_of_reach).keep([cost()])
    spool.close()
    assert not ready_segments(tmp_path / "full")
