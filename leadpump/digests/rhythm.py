"""When a digest is due, and of which days it tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK, MONTH = "week", "month"
RHYTHMS = (WEEK, MONTH)
AT = time(7)
"""Of the day after, by the site's clock: what was spooled before midnight is stored by then."""


@dataclass(frozen=True, slots=True)
class Days:
    """What a digest tells of. first, last: days in the site's time zone, both included. due: the instant, in UTC."""

    first: date
    last: date
    due: datetime


def latest_days(rhythm: str, timezone: str, now: datetime) -> Days:
    """The latest whole week from Monday, or month, whose digest is due. now: an aware instant."""
    zone = ZoneInfo(timezone)
    following = _begin(rhythm, now.astimezone(zone).date())
    if datetime.combine(following, AT, zone) > now:
        following = _begin(rhythm, following - timedelta(days=1))
    last = following - timedelta(days=1)
    return Days(_begin(rhythm, last), last, datetime.combine(following, AT, zone).astimezone(UTC))


def _begin(rhythm: str, day: date) -> date:
    """The first day of the week, or month, that a day is in."""
    return day - timedelta(days=day.weekday()) if rhythm == WEEK else day.replace(day=1)
