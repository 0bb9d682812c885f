"""The clock may jump: nothing that was accepted is lost or doubled, and nothing is removed too early."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from collector.loader import Loader
from collector.spool import Spool, ready_segments
from leadpump.clickhouse import ClickHouse
from leadpump.clickhouse_address import Address
from tests.collector.conftest import Pipeline
from tests.conftest import free_port

DAY = 86_400.0


class Times:
    """A clock that can be put, and time that passes all the same."""

    def __init__(self) -> None:
        self.clock = 1_790_000_000.0
        self.ticks = 0.0

    def pass_(self, seconds: float) -> None:
        self.clock += seconds
        self.ticks += seconds


def done(pipeline: Pipeline) -> int:
    return len(list((pipeline.folder / "spool" / "done").iterdir()))


@pytest.mark.parametrize("jump", [-400 * DAY, -2 * DAY, 2 * DAY, 400 * DAY])
def test_what_was_inserted_is_kept_as_long_as_it_is_to_be_whatever_the_clock_says(
    pipeline: Pipeline, jump: float
) -> None:
    times = Times()
    pipeline.loader = Loader(
        pipeline.folder / "spool",
        pipeline.clickhouse,
        keep_hours=24,
        clock=lambda: times.clock,
        ticks=lambda: times.ticks,
    )
    pipeline.send()
    pipeline.load()
    times.pass_(3600)
    times.clock += jump
    for _ in range(22):
        times.pass_(3600)
        pipeline.loader.clear_done()
        assert done(pipeline) == 1
    times.pass_(2 * 3600)
    pipeline.loader.clear_done()
    assert done(pipeline) == 0


@pytest.mark.parametrize("jump", [timedelta(days=-3), timedelta(hours=-5), timedelta(hours=5), timedelta(days=3)])
def test_events_around_a_jump_are_all_stored_once(pipeline: Pipeline, jump: timedelta) -> None:
    again = str(uuid4())
    # Ids are forgotten after 40 days of the real clock, so this test cannot live in the past.
    start = datetime.now(UTC) - timedelta(days=5)
    for clock in (start, start + jump, start + timedelta(minutes=1), start + jump + timedelta(minutes=2)):
        pipeline.now = clock
        for id_ in (str(uuid4()), again):
            assert pipeline.send(id=id_).status_code == 202
        pipeline.load()
    assert pipeline.rows("select count() as n, uniqExact(id) as ids from events") == [{"n": 5, "ids": 5}]


def test_segments_named_by_a_clock_that_went_back_are_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for clock in (1_790_000_000, 1_500_000_000, 1_790_000_001):
        monkeypatch.setattr(time, "time_ns", lambda clock=clock: clock * 10**9)
        spool = Spool(tmp_path, limit_bytes=10**9, min_free_bytes=0, seal_seconds=3600)
        spool.append([str(clock).encode()])
        spool.close()
    assert len(ready_segments(tmp_path)) == 3


def test_a_segment_is_sealed_by_the_time_that_passed_and_not_by_the_clock(tmp_path: Path) -> None:
    ticks = [0.0]
    spool = Spool(tmp_path, limit_bytes=10**9, min_free_bytes=0, seal_seconds=0.05, clock=lambda: ticks[0])
    spool.append([b"x"])
    assert ready_segments(tmp_path) == []
    ticks[0] = 0.06
    for _ in range(200):
        if ready_segments(tmp_path):
            break
        time.sleep(0.02)
    assert len(ready_segments(tmp_path)) == 1
    spool.close()


def test_what_a_killed_process_left_half_done_is_cleared_a_day_later(pipeline: Pipeline) -> None:
    left = pipeline.folder / "spool" / ".00001790000000000000-aa.new"
    left.write_bytes(b"")
    pipeline.loader.clear_done()
    assert left.exists()
    os.utime(left, (0, time.time() - 2 * DAY))
    pipeline.loader.clear_done()
    assert not left.exists()


def test_what_goes_by_the_clock_does_not_wait_for_clickhouse(tmp_path: Path) -> None:
    """As keys of visitors that are to be destroyed."""
    away = ClickHouse(Address("127.0.0.1", free_port(), "leadpump", "", "away"))
    times = Times()
    kept: list[float] = []
    loader = Loader(tmp_path / "spool", away, clock=lambda: times.clock, ticks=lambda: times.ticks)
    loader.run(lambda: times.ticks > 150, lambda _: times.pass_(30), lambda: kept.append(times.ticks))
    assert kept == [0, 60, 120]
