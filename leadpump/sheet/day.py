"""Dates as people and programs write them in French and English: 2026-03-31, 31/03/2026, 31 mars 2026, Mar 31, 2026.

Whether 03/04/2026 is in March or in April is a matter of the whole column, and sometimes nobody can tell.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo

from leadpump.sheet.header import fold

DAY_FIRST = "day_first"
MONTH_FIRST = "month_first"
AMBIGUOUS = "?"
MIXED = "!"
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january", "fevrier fevr fev february feb", "mars mar march", "avril avr april apr",
            "mai may", "juin june jun", "juillet juil july jul", "aout august aug",
            "septembre sept sep september", "octobre oct october", "novembre nov november", "decembre dec december",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_TIME = re.compile(r"(?: a| at)?(?: |t)(\d{1,2})[:h](\d{2})(?::(\d{2}))?.*$")
_HALF = re.compile(r"\d\s*([ap])\.?m\.?(?:\W|$)", re.IGNORECASE)
_OFFSET = re.compile(r"\d{2}(?:\.\d+)? ?(Z|UTC|GMT|([+-])(\d{2}):?(\d{2})?)$", re.IGNORECASE)
NOON = time(12)
"""Of a day without its time: the hour that is on the same day in most of the world."""
_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAYS = re.compile(
    r"^(?:lun|mar|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun)"
    r"(?:di|credi|dredi|edi|anche|day|sday|nesday|rsday|urday)? "
    rf"(?=\d{{1,2}}(?:er)? (?:{_NAMES}) |(?:{_NAMES}) |\d+[/-])"
)
"""Before a date. Mar alone is Tuesday in French and March in English: only what follows tells."""
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_COMPACT = re.compile(r"(20\d{2})(\d{2})(\d{2})")
_NUMBERS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})")
_DAY_MONTH = re.compile(rf"(\d{{1,2}})(?:er|st|nd|rd|th)?[ -]({_NAMES})[ -](\d{{4}})")
_MONTH_DAY = re.compile(rf"({_NAMES})[ -](\d{{1,2}})(?:st|nd|rd|th)?[ -](\d{{4}})")
_MONTH = re.compile(rf"({_NAMES})[ -](\d{{4}})")
_YEAR_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})")
_MONTH_YEAR = re.compile(r"(\d{1,2})/(\d{4})")


class Days(NamedTuple):
    """A stretch of days, both included."""

    first: date
    last: date


def order_of(text: str) -> str:
    """Which comes first in a date of numbers: DAY_FIRST or MONTH_FIRST, AMBIGUOUS, "" where it is plain or no date."""
    found = _NUMBERS.fullmatch(tidied(text))
    if not found or found[1] == found[2]:
        return ""
    one, two = int(found[1]), int(found[2])
    return DAY_FIRST if one > 12 else MONTH_FIRST if two > 12 else AMBIGUOUS


def date_order(texts: Iterable[str]) -> str:
    """What a column's dates prove together: as order_of, or MIXED."""
    found = {order_of(text) for text in texts}
    proven = found & {DAY_FIRST, MONTH_FIRST}
    if len(proven) == 2:
        return MIXED
    return proven.pop() if proven else AMBIGUOUS if AMBIGUOUS in found else ""


def read_days(text: str, order: str = DAY_FIRST) -> Days | None:
    """The day that is written there, or all of a month; None if it is neither."""
    one = tidied(text)
    if found := _YEAR_FIRST.fullmatch(one) or _COMPACT.fullmatch(one):
        return one_day(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.fullmatch(one):
        day, month = (found[2], found[1]) if order == MONTH_FIRST else (found[1], found[2])
        year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
        return one_day(year, int(month), int(day))
    if found := _DAY_MONTH.fullmatch(one):
        return one_day(int(found[3]), MONTHS[found[2]], int(found[1]))
    if found := _MONTH_DAY.fullmatch(one):
        return one_day(int(found[3]), MONTHS[found[1]], int(found[2]))
    if found := _MONTH.fullmatch(one):
        return whole_month(int(found[2]), MONTHS[found[1]])
    if found := _YEAR_MONTH.fullmatch(one):
        return whole_month(int(found[1]), int(found[2]))
    if found := _MONTH_YEAR.fullmatch(one):
        return whole_month(int(found[2]), int(found[1]))
    return None


def read_moment(text: str, order: str, zone: ZoneInfo) -> datetime | None:
    """The moment that is written there, by the clock of the zone unless an offset follows; noon of a mere day."""
    days = read_days(text, order)
    if days is None or days.first != days.last:
        return None
    found = _TIME.search(fold(text, keep="/-.:"))
    if found is None:
        return datetime.combine(days.first, NOON, zone).astimezone(UTC)
    hour = int(found[1])
    if half := _HALF.search(text):
        hour = hour % 12 + (12 if half[1].lower() == "p" else 0)
    if hour > 23 or int(found[2]) > 59:
        return None
    own_zone = offset_in(text) or zone
    at = time(hour, int(found[2]), min(int(found[3] or 0), 59))
    return datetime.combine(days.first, at, own_zone).astimezone(UTC)


def offset_in(text: str) -> timezone | None:
    """The zone that follows a time: Z, UTC, +02:00."""
    found = _OFFSET.search(text)
    if found is None:
        return None
    if found[1].upper() in ("Z", "UTC", "GMT"):
        return UTC
    away = timedelta(hours=int(found[3]), minutes=int(found[4] or 0))
    return timezone(-away if found[2] == "-" else away) if away < timedelta(hours=24) else None


def read_range(text: str, order: str = "") -> Days | None:
    """The two dates of a line such as “1 mars 2026 - 31 mars 2026”; None if there are not two that can be told."""
    for between in (" - ", " – ", " — ", " au ", " to ", ",", " à "):
        parts = text.split(between)
        # A comma also stands within a date: Mar 1, 2026 - Mar 31, 2026.
        for cut in range(1, len(parts)):
            one, two = between.join(parts[:cut]), between.join(parts[cut:])
            proven = date_order((one, two))
            if proven in (AMBIGUOUS, MIXED):
                proven = order
                if not order:
                    continue
            first, last = read_days(one, proven), read_days(two, proven)
            if first and last and first.first <= last.last:
                return Days(first.first, last.last)
    return None


def tidied(text: str) -> str:
    """Lower case, without accents, weekday, time and the dots of abbreviations."""
    one = fold(text, keep="/-.:")
    one = re.sub(r"(?<=[a-z])\.", "", one)
    return _WEEKDAYS.sub("", _TIME.sub("", one)).strip(" .:")


def one_day(year: int, month: int, day: int) -> Days | None:
    """That day, if the calendar has it."""
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return Days(found, found)


def whole_month(year: int, month: int) -> Days | None:
    """All days of the month."""
    if not 1 <= month <= 12 or not 1 <= year <= 9998:
        return None
    return Days(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def whole_week(days: Days) -> Days:
    """The seven days that begin there."""
    return Days(days.first, days.first + timedelta(days=6))
