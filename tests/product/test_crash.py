"""The loader is killed at any of its steps, again and again, while it joins sessions: the end is as without kills."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from collector import record
from collector.batch import prepared_folders
from collector.record import EventRecord
from collector.spool import frame
from leadpump.clickhouse import ClickHouse
from tests.conftest import ROOT, TOKEN, EngineProcess, wait_until

MINUTE = 60_000
VISITORS = 5
ROUNDS = 4
SITE = "example.fr"
LOADER = """
import sys
from collector import loader
loader.BATCH_BYTES = 1  # each segment is a batch of its own, so that there are many steps to be killed at
from leadpump.load import main
sys.exit(main())
"""


class LoaderProcess:
    """The loader as the product runs it, over a spool that the test fills."""

    def __init__(self, data: Path, engine: EngineProcess) -> None:
        database = f"crash_{secrets.token_hex(4)}"
        self.spool = data / "spool"
        self.spool.mkdir(parents=True)
        self.clickhouse = ClickHouse(engine.address(database))
        address = f"clickhouse://leadpump:{TOKEN}@127.0.0.1:{engine.port}/{database}"
        self._environment = os.environ | {"LEADPUMP_DATA": str(data), "LEADPUMP_CLICKHOUSE": address}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", LOADER], env=self._environment, cwd=ROOT, stderr=subprocess.DEVNULL
        )

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def left(self) -> int:
        """How many segments are not stored."""
        return len(list(self.spool.glob("*.ready")))


@pytest.fixture
def loader(tmp_path: Path, engine: EngineProcess) -> Iterator[LoaderProcess]:
    loader = LoaderProcess(tmp_path, engine)
    yield loader
    loader.kill()


def write_segments(spool: Path, rng: Random) -> int:
    """Page views of some visitors, 50 minutes apart and then one between each two, each in a segment of its own."""
    start = int(time.time() * 1000) - 40 * 3_600_000
    events = []
    for visitor in range(1, VISITORS + 1):
        for number in range(ROUNDS):
            events.append((visitor, start + number * 50 * MINUTE, f"/{visitor}/{number}"))
    late = [
        (visitor, ts + 25 * MINUTE, f"{path}/late")
        for visitor, ts, path in events
        if not path.endswith(f"/{ROUNDS - 1}")
    ]
    rng.shuffle(events)
    rng.shuffle(late)
    for number, (visitor, ts, path) in enumerate([*events, *late]):
        id_ = UUID(int=rng.getrandbits(128), version=4)
        item = EventRecord(
            site=SITE, ts=ts, received=ts, id=id_, name="pageview", page_id=id_, visitor_id=visitor, path=path
        )
        (spool / f"{number:020d}-00.ready").write_bytes(frame(record.encode(item)))
    return len(events) + len(late)


def test_a_loader_killed_at_any_step_loses_doubles_and_splits_nothing(loader: LoaderProcess) -> None:
    seed = secrets.randbelow(2**32)
    rng = Random(seed)
    count = write_segments(loader.spool, rng)
    kills = working = 0
    while before := loader.left():
        loader.start()
        wait_until(lambda: loader.left() < before, 60, "the loader's work")
        time.sleep(rng.uniform(0, 0.3))
        loader.kill()
        kills += 1
        working += bool(prepared_folders(loader.spool / "prepared"))
    loader.start()
    wait_until(lambda: not prepared_folders(loader.spool / "prepared"), 60, "the end of the last batch")
    told = f"seed {seed}, {kills} kills, {working} of them in a batch"
    assert kills > 3, told
    rows = loader.clickhouse.query("select count() as n, uniqExact(id) as ids, uniqExact(path) as paths from events")
    assert rows == [{"n": count, "ids": count, "paths": count}], told
    sessions = loader.clickhouse.query("select visitor_id, page_views from sessions order by visitor_id")
    expected = [{"visitor_id": visitor, "page_views": 2 * ROUNDS - 1} for visitor in range(1, VISITORS + 1)]
    assert sessions == expected, told
    assert not list((loader.spool / "rejected").glob("*"))
