"""When home owners look for a roofer: evenings and week-ends, and lunch on working days."""

from __future__ import annotations

from datetime import date
from random import Random

BY_WEEKDAY = (0.98, 0.94, 0.97, 0.92, 0.84, 1.12, 1.24)
WORKING_DAY = (4, 2, 1, 1, 1, 2, 7, 18, 26, 30, 31, 34, 52, 46, 32, 30, 32, 40, 58, 74, 92, 88, 54, 20)
WEEKEND_DAY = (7, 4, 2, 1, 1, 2, 4, 11, 28, 52, 70, 72, 52, 50, 60, 64, 62, 60, 60, 64, 72, 66, 42, 20)
HOURS = range(24)


def weekday_factor(day: date) -> float:
    """How busy this day of the week is against the mean."""
    return BY_WEEKDAY[day.weekday()]


def draw_hour(rng: Random, day: date) -> int:
    """An hour of arrival."""
    return rng.choices(HOURS, WEEKEND_DAY if day.weekday() >= 5 else WORKING_DAY)[0]


def draw_count(rng: Random, mean: float) -> int:
    """How many came, when so many were to be expected."""
    return max(0, round(rng.gauss(mean, mean**0.5)))
