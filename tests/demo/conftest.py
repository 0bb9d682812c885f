"""One simulated story, shared by the tests that only look at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from time import process_time

import pytest

from leadpump.demo.story import Story
from leadpump.demo.traffic import Traffic, simulate

STORY = Story(date(2026, 8, 24), 90)
UNTIL = datetime(2026, 11, 21, 21, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Made:
    """The traffic of a seed, and the seconds of the processor that it took."""

    traffic: Traffic
    seconds: float


@pytest.fixture(scope="session")
def first() -> Made:
    return made(1)


@pytest.fixture(scope="session")
def traffic(first: Made) -> Traffic:
    return first.traffic


@pytest.fixture(scope="session")
def several(first: Made) -> list[Made]:
    """The same story by three seeds."""
    return [first, made(2), made(3)]


def made(seed: int) -> Made:
    began = process_time()
    return Made(simulate(seed, STORY, UNTIL), process_time() - began)
