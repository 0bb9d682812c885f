"""Records in a fresh folder, with a clock that the test moves and a hasher that does not make it wait."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from leadpump.records import Records, open_records


@dataclass
class MovableClock:
    """Stands still until it is moved."""

    now: datetime = field(default=datetime(2026, 11, 21, 9, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def move(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def hasher() -> PasswordHasher:
    return PasswordHasher(memory_cost=8, time_cost=1, parallelism=1)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def records(data: Path, empty_records: Path, clock: MovableClock, hasher: PasswordHasher) -> Iterator[Records]:
    shutil.copytree(empty_records, data, dirs_exist_ok=True)
    with open_records(data, up_to_date=True, clock=clock, hasher=hasher) as opened:
        yield opened
