"""When a digest is due, by the site's own clock."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from leadpump.digests.rhythm import MONTH, WEEK, latest_days

PARIS, AUCKLAND = "Europe/Paris", "Pacific/Auckland"


@pytest.mark.parametrize(
    ("rhythm", "zone", "now", "first", "last"),
    [
        # Monday 30 November, 06:59:59 and 07:00 in Paris: the week before is due at seven.
        (WEEK, PARIS, datetime(2026, 11, 30, 5, 59, 59, tzinfo=UTC), date(2026, 11, 16), date(2026, 11, 22)),
        (WEEK, PARIS, datetime(2026, 11, 30, 6, tzinfo=UTC), date(2026, 11, 23), date(2026, 11, 29)),
        (WEEK, PARIS, datetime(2026, 12, 6, 22, 59, tzinfo=UTC), date(2026, 11, 23), date(2026, 11, 29)),
        # It is Monday there while it is Sunday in UTC.
        (WEEK, AUCKLAND, datetime(2026, 11, 29, 18, tzinfo=UTC), date(2026, 11, 23), date(2026, 11, 29)),
        # The week in which the clocks change; seven is five o'clock UTC after March, six before.
        (WEEK, PARIS, datetime(2026, 3, 30, 4, 59, tzinfo=UTC), date(2026, 3, 16), date(2026, 3, 22)),
        (WEEK, PARIS, datetime(2026, 3, 30, 5, 0, tzinfo=UTC), date(2026, 3, 23), date(2026, 3, 29)),
        (MONTH, PARIS, datetime(2026, 12, 1, 5, 59, tzinfo=UTC), date(2026, 10, 1), date(2026, 10, 31)),
        (MONTH, PARIS, datetime(2026, 12, 1, 6, tzinfo=UTC), date(2026, 11, 1), date(2026, 11, 30)),
        (MONTH, PARIS, datetime(2027, 1, 15, tzinfo=UTC), date(2026, 12, 1), date(2026, 12, 31)),
        (MONTH, PARIS, datetime(2028, 3, 1, 12, tzinfo=UTC), date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_the_latest_days_that_are_due(rhythm: str, zone: str, now: datetime, first: date, last: date) -> None:
    found = latest_days(rhythm, zone, now)
    assert (found.first, found.last) == (first, last)
    assert found.due <= now
