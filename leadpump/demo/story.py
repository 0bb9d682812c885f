"""What happens to the fictional business while it is watched: growth, a campaign, a bad week, a better page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from leadpump.demo import SITE

ZONE = ZoneInfo(SITE.timezone)
SHORTEST_WITH_BAD_WEEK = 28
"""Days below which a story is too short for a bad week: it would be most of it."""


@dataclass(frozen=True, slots=True)
class Story:
    """start: its first day. days: how long it is; its turning points lie at parts of that."""

    start: date
    days: int

    def day(self, part: float) -> date:
        """The day that lies at this part (0 to 1) of the story."""
        return self.start + timedelta(days=int(self.days * part))

    @property
    def facebook_starts(self) -> date:
        """First day of the Facebook advertisements for the checklist."""
        return self.day(0.2)

    @property
    def campaign_starts(self) -> date:
        """First day of the Google Ads campaign for attic insulation."""
        return self.day(0.33)

    @property
    def page_changes(self) -> date:
        """First day of the shorter checklist form."""
        return self.day(0.72)

    @property
    def fair_opens(self) -> date:
        """First of the three days at the fair."""
        return self.day(0.75)

    def in_bad_week(self, day: date) -> bool:
        """The seven days in which the bank card of the advertisements had expired and the site was slow."""
        first = self.day(0.55)
        return self.days >= SHORTEST_WITH_BAD_WEEK and first <= day < first + timedelta(days=7)

    def growth(self, day: date) -> float:
        """How busy the day is against the first: a slow rise that ends at +30 %, less in the bad week."""
        part = (day - self.start).days / max(1, self.days)
        risen = 1 + 0.3 * min(1.0, max(-0.1, part))
        return risen * (0.6 if self.in_bad_week(day) else 1.0)


def moment(day: date, hour: int, seconds: float) -> int:
    """Unix milliseconds of a time of day in the site's time zone."""
    local = datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)
    return int((local.timestamp() + seconds) * 1000)


def local_time(ts: int) -> datetime:
    """The local time of Unix milliseconds."""
    return datetime.fromtimestamp(ts / 1000, ZONE)
