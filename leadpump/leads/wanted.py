"""Which leads a reader asks for, read once from the address."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from leadpump.leads.name import STAGES
from reports.quadrant import QUADRANTS
from reports.site import Site
from reports.statement import instant

A_PAGE = 50
PERIODS = {"today": 1, "7d": 7, "30d": 30, "90d": 90, "12m": 365}
"""Days that each covers, today included."""
FIRST_DAY, LAST_DAY = datetime(1970, 1, 2, tzinfo=UTC), datetime(2199, 1, 1, tzinfo=UTC)
SPAN = re.compile(r"\d{4}-\d\d-\d\d_\d{4}-\d\d-\d\d")
NAMES = ("stage", "channel", "magnet", "quadrant", "period", "show", "order", "search")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the list; an empty text asks for all. period: a name, or days as 2026-03-01_2026-03-31.

    show: waiting, spam or "". page: from 1.
    """

    stage: str = ""
    channel: str = ""
    magnet: str = ""
    quadrant: str = ""
    period: str = ""
    show: str = ""
    order: str = ""
    search: str = ""
    page: int = 1

    @property
    def arguments(self) -> dict[str, str]:
        """What stands in the address, the page aside."""
        return {name: value for name in NAMES if (value := getattr(self, name))}

    def at(self, page: int) -> Wanted:
        """The same on another page."""
        return replace(self, page=page)


@dataclass(frozen=True, slots=True)
class Sought:
    """Whom a search may mean: the keyed numbers of persons, and submissions whose contact details match."""

    persons: Sequence[int] = ()
    parts: Sequence[str] = ()


def read_wanted(arguments: Mapping[str, str]) -> Wanted:
    """The filters of an address; what is no value of theirs asks for all."""

    def one_of(name: str, values: Sequence[str]) -> str:
        value = arguments.get(name, "")
        return value if value in values else ""

    page = arguments.get("page", "1")
    return Wanted(
        stage=one_of("stage", tuple(STAGES)),
        channel=arguments.get("channel", "")[:200],
        magnet=arguments.get("magnet", "")[:200],
        quadrant=one_of("quadrant", tuple(QUADRANTS)),
        period=one_of("period", (*PERIODS, plain_span(arguments.get("period", "")))),
        show=one_of("show", ("waiting", "spam")),
        order=one_of("order", ("best",)),
        search=arguments.get("search", "").strip()[:200],
        page=int(page) if page.isascii() and page.isdigit() and 0 < int(page[:6]) <= 100_000 else 1,
    )


def plain_span(text: str) -> str:
    """Days from first to last as the address writes them; "" for anything else."""
    return text if read_span(text) else ""


def read_span(text: str) -> tuple[date, date] | None:
    """First and last day of a period written as 2026-03-01_2026-03-31."""
    if not SPAN.fullmatch(text):
        return None
    try:
        first, last = (date.fromisoformat(day) for day in text.split("_"))
    except ValueError:
        return None
    return (first, last) if FIRST_DAY.date() <= first <= last < LAST_DAY.date() else None


def parameters(wanted: Wanted, sought: Sought, site: Site, today: date) -> dict[str, object]:
    """What list.sql and count.sql ask for."""
    start, end = moments(wanted.period, site.timezone, today)
    return {
        "site": site.name,
        "quadrant": wanted.quadrant,
        "interesting_from": site.interesting_from,
        "interested_from": site.interested_from,
        "spam": wanted.show == "spam",
        "waiting": wanted.show == "waiting",
        "stage": wanted.stage,
        "channel": wanted.channel,
        "magnet": wanted.magnet,
        "start": instant(start),
        "end": instant(end),
        "searched": bool(wanted.search),
        "persons": list(sought.persons),
        "parts": list(sought.parts),
    }


def moments(period: str, timezone: str, today: date) -> tuple[datetime, datetime]:
    """Where the period begins and before which moment it ends, by the site's days."""
    if not period:
        return FIRST_DAY, LAST_DAY
    span = read_span(period)
    if span:
        return midnight(span[0], timezone), midnight(span[1] + timedelta(days=1), timezone)
    return midnight(today - timedelta(days=PERIODS[period] - 1), timezone), LAST_DAY


def midnight(day: date, timezone: str) -> datetime:
    """Where the day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(timezone))
