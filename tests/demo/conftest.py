"""One simulated story, shared by the tests that only look at it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from leadpump.demo.story import Story
from leadpump.demo.traffic import Traffic, simulate

STORY = Story(date(2026, 8, 24), 90)
UNTIL = datetime(2026, 11, 21, 21, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def traffic() -> Traffic:
    return simulate(1, STORY, UNTIL)
