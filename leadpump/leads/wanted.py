"""Which leads a reader asks for, read once from the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from leadpump.leads.name import STAGES
from reports.statement import instant

A_PAGE = 50
PERIODS = {"today": 1, "7d": 7, "30d": 30, "90d": 90, "12m": 365}
"""Days that each covers, today included."""
FIRST_DAY, LAST_DAY = datetime(1970, 1, 2, tzinfo=UTC), datetime(2199, 1, 1, tzinfo=UTC)
NAMES = ("stage", "channel", "magnet", "period", "show", "order", "search")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the list; an empty text asks for all. show: waiting, spam or "". page: from 1."""

    stage: str = ""
    channel: str = ""
    magnet: str = ""
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
        period=one_of("period", tuple(PERIODS)),
        show=one_of("show", ("waiting", "spam")),
        order=one_of("order", ("best",)),
        search=arguments.get("search", "").strip()[:200],
        page=int(page) if page.isascii() and page.isdigit() and 0 < int(page[:6]) <= 100_000 else 1,
    )


def parameters(wanted: Wanted, sought: Sought, site: str, timezone: str, today: date) -> dict[str, object]:
    """What list.sql and count.sql ask for."""
    return {
        "site": site,
        "spam": wanted.show == "spam",
        "waiting": wanted.show == "waiting",
        "stage": wanted.stage,
        "channel": wanted.channel,
        "magnet": wanted.magnet,
        "start": instant(first_moment(wanted.period, timezone, today)),
        "end": instant(LAST_DAY),
        "searched": bool(wanted.search),
        "persons": list(sought.persons),
        "parts": list(sought.parts),
    }


def first_moment(period: str, timezone: str, today: date) -> datetime:
    """Where the period begins, by the site's days."""
    if not period:
        return FIRST_DAY
    day = today - timedelta(days=PERIODS[period] - 1)
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(timezone))
