"""When visitors come and leads are made, as a week of hours whose shades tell where there are many."""

from dataclasses import dataclass

from reports import format as written
from reports.figure import Report, Row, plain
from reports.glossary import Term
from reports.language import N_
from reports.words import Words, leader, of_column

SHADES = 5
HOURS, WEEKDAYS = range(24), range(1, 8)


@dataclass(frozen=True, slots=True)
class Cell:
    """An hour of the week. shade: 0 for nothing, to SHADES for the most. hint: all of it in words."""

    text: str
    shade: int
    hint: str


@dataclass(frozen=True, slots=True)
class Heat:
    """A week of hours: its name, the hours at its head, and a row for each day: its name, in short, and its hours."""

    key: str
    term: Term
    hours: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[Cell, ...]], ...]


def heat(report: Report, key: str, words: Words) -> Heat | None:
    """A count of the table of hours, drawn; None where there is none."""
    counts = {(row["weekday"], row["hour"]): plain(row[key]) or 0 for row in report.table("hours").rows}
    most = max(counts.values(), default=0)
    if not most:
        return None
    term = words.term(key)
    return Heat(
        key,
        term,
        tuple(str(hour) for hour in HOURS),
        tuple(
            (
                written.weekday(day, words.language),
                written.short_weekday(day, words.language),
                tuple(_cell(counts.get((day, hour), 0), most, day, hour, term, words) for hour in HOURS),
            )
            for day in WEEKDAYS
        ),
    )


def _cell(count: int | float, most: int | float, day: int, hour: int, term: Term, words: Words) -> Cell:
    text = words.value(count, "count")
    when = f"{written.weekday(day, words.language)}, {written.clock_hour(hour, words.language)}"
    value = f"{text} {term.short.lower()}"
    hint = words.say(N_("%(when)s: %(value)s"), when=when, value=value)
    return Cell(text if count else "", shade(count, most), hint)


def shade(count: int | float, most: int | float) -> int:
    """The shade of a count: 0 only of nothing.

    >>> [shade(count, 50) for count in (0, 1, 10, 11, 50)]
    [0, 1, 1, 2, 5]
    """
    return -int(-count * SHADES // most)


def busiest(report: Report, words: Words) -> str:
    """In which hour of the week most visitors come, and most leads are made; empty where nobody came."""
    rows = report.table("hours").rows
    said = []
    for key, message in (
        ("hour_visitors", N_("The busiest hour is %(day)s at %(hour)s.")),
        ("hour_leads", N_("Most leads arrive on %(day)s at %(hour)s.")),
    ):
        row = leader(rows, of_column(key))
        if row is not None:
            said.append(words.say(message, day=_day(row, words), hour=_hour(row, words)))
    return " ".join(said)


def _day(row: Row, words: Words) -> str:
    return written.weekday(int(plain(row["weekday"]) or 1), words.language)


def _hour(row: Row, words: Words) -> str:
    return written.clock_hour(int(plain(row["hour"]) or 0), words.language)
