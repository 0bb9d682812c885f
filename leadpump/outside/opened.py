"""The table in a file, whoever exported it: archives of Plausible and Umami, reports of GA4, and plain tables."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from leadpump.outside.names import KNOWN
from leadpump.sheet.day import DAY_FIRST, read_moment
from leadpump.sheet.header import bare
from leadpump.sheet.problem import Fault, Problem
from leadpump.sheet.read import Line, Sheet, decode, lines_of, read_sheet

MOST_BYTES, MOST_BYTES_OF_A_PAGE = 200_000_000, 20_000_000
"""Of a file in an archive: an archive may claim little and hold much. A page works on it beside what visitors send."""
PLAUSIBLE = re.compile(r"(?:.*/)?imported_visitors(?:_\d{8}_\d{8})?\.csv")
UMAMI = re.compile(r"(?:.*/)?website_event\.csv")
UMAMI_COLUMNS = frozenset({"session_id", "visit_id", "created_at", "event_type"})
PAGE_VIEW = "1"
"""event_type of a page view; 2 is an event of one's own."""
MATOMO = frozenset({"visiteurs uniques", "unique visitors", "nb uniq visitors"})
_START = re.compile(r"#\s*(?:Start date|Date de début)\s*:\s*(\d{8})", re.IGNORECASE)
_NTH = frozenset({"nth day", "nieme jour", "n e jour", "neme jour"})


@dataclass(frozen=True, slots=True)
class Opened:
    """A table, and the counter whose history it is; "" if nothing tells."""

    sheet: Sheet
    counter: str


def open_table(data: bytes, timezone: str, most_bytes: int = MOST_BYTES) -> Opened | Problem:
    """The table in a file. timezone: of the site, whose days the events of an archive fall on.

    most_bytes: what a file in an archive may hold.
    """
    if data.startswith(b"PK\x03\x04") and b"xl/" not in data[:4000]:
        return open_archive(data, timezone, most_bytes)
    found = decode(data)
    if isinstance(found, Problem):
        return found
    text, encoding = found
    head = text[:2000]
    if set(re.split(r"[,;\t\s\"]+", head.splitlines()[0] if head else "")) >= UMAMI_COLUMNS:
        return days_of_umami(text, encoding, timezone)
    if head.lstrip().startswith("#") and _START.search(head):
        try:
            return days_of_ga4(text, encoding)
        except csv.Error:
            return Problem(Fault.QUOTES)
    sheet = read_sheet(data, KNOWN)
    return sheet if isinstance(sheet, Problem) else Opened(sheet, counter_of(sheet))


def open_archive(data: bytes, timezone: str, most_bytes: int) -> Opened | Problem:
    """The table of days in an archive of Plausible or Umami."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for pattern, counter in ((PLAUSIBLE, "Plausible"), (UMAMI, "Umami")):
                inside = next((one for one in archive.infolist() if pattern.fullmatch(one.filename)), None)
                if inside is None:
                    continue
                with archive.open(inside) as file:
                    held = file.read(most_bytes + 1)
                if len(held) > most_bytes:
                    return Problem(Fault.UNPACKED, 0, {"most": f"{most_bytes // 1_000_000}"})
                if counter == "Umami":
                    found = decode(held)
                    return found if isinstance(found, Problem) else days_of_umami(*found, timezone)
                sheet = read_sheet(held, KNOWN)
                return sheet if isinstance(sheet, Problem) else Opened(sheet, counter)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        pass
    return Problem(Fault.ARCHIVE)


def counter_of(sheet: Sheet) -> str:
    """Whose table it is, by what only that counter writes."""
    names = {bare(name).replace("_", " ") for name in sheet.header}
    if {"visit duration", "pageviews", "bounces"} <= names:
        return "Plausible"
    if names & MATOMO:
        return "Matomo"
    if names & {"active users", "utilisateurs actifs"}:
        return "Google Analytics"
    return ""


def days_of_umami(text: str, encoding: str, timezone: str) -> Opened | Problem:
    """The events of an archive as days: distinct visitors (session_id) and visits, and page views, as Umami counts."""
    zone = ZoneInfo(timezone)
    visitors: dict[date, set[str]] = defaultdict(set)
    visits: dict[date, set[str]] = defaultdict(set)
    views: dict[date, int] = defaultdict(int)
    try:
        reader = csv.DictReader(lines_of(text))
        if UMAMI_COLUMNS - set(reader.fieldnames or ()):
            return Problem(Fault.ONE_COLUMN)
        for number, row in enumerate(reader, 2):
            moment = read_moment((row["created_at"] or "").strip().removesuffix("Z") + "Z", DAY_FIRST, zone)
            if moment is None:
                return Problem(Fault.NO_DAY, number, {"text": (row["created_at"] or "")[:40]})
            day = moment.astimezone(zone).date()
            visitors[day].add(row["session_id"] or "")
            visits[day].add(row["visit_id"] or "")
            views[day] += (row["event_type"] or "").strip() == PAGE_VIEW
    except csv.Error:
        return Problem(Fault.QUOTES)
    lines = [
        (day.isoformat(), f"{len(visitors[day])}", f"{len(visits[day])}", f"{views[day]}") for day in sorted(visitors)
    ]
    if not lines:
        return Problem(Fault.NO_LINES)
    return Opened(made(encoding, ("date", "visitors", "visits", "pageviews"), lines), "Umami")


def days_of_ga4(text: str, encoding: str) -> Opened | Problem:
    """The tables of a report of GA4 that tell of days, side by side. Some number the days from the first one on."""
    columns: list[str] = []
    days: dict[date, dict[str, str]] = defaultdict(dict)
    for start, header, rows in ga4_tables(text):
        by_number = bare(header[0]) in _NTH
        if len(header) < 2 or not (by_number or bare(header[0]) == "date"):
            continue
        names = [name for name in header[1:] if name not in columns]
        columns += names
        for cells in rows:
            day = day_of_ga4(cells[0], start, by_number=by_number)
            if day is not None:
                days[day] |= {name: cell for name, cell in zip(header[1:], cells[1:], strict=False) if name in names}
    if not days:
        return Problem(Fault.NO_LINES)
    lines = [(day.isoformat(), *(days[day].get(name, "") for name in columns)) for day in sorted(days)]
    return Opened(made(encoding, ("date", *columns), lines), "Google Analytics")


def ga4_tables(text: str) -> Iterator[tuple[date | None, list[str], list[list[str]]]]:
    """The tables of a report, each with the day that the comments above it call the first."""
    start: date | None = None
    rows: list[list[str]] = []
    for line in [*lines_of(text), ""]:
        if found := _START.match(line.strip()):
            start = read_first_day(found[1])
        if line.strip() and not line.lstrip().startswith("#"):
            rows.append(next(csv.reader([line])))
        elif rows:
            yield start, rows[0], rows[1:]
            rows = []


def day_of_ga4(cell: str, start: date | None, *, by_number: bool) -> date | None:
    """The day of a row; None of a total."""
    text = cell.strip()
    try:
        if by_number:
            return start + timedelta(days=int(text)) if start and text.isdecimal() and len(text) <= 5 else None
        return date.fromisoformat(text)
    except (ValueError, OverflowError):
        return None


def read_first_day(text: str) -> date | None:
    """A day written 20260301; None of what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def made(encoding: str, header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Sheet:
    """A table that was worked out: its lines are not those of the file."""
    return Sheet(encoding, ",", (), header, tuple(Line(number, row) for number, row in enumerate(rows, 2)))
