"""How a number came about, for who wants to check it: its parts, its statement, and what a bad value may mean."""

from collections.abc import Iterable
from dataclasses import dataclass

from reports import format as written
from reports.figure import Column, Figure, Number, Report, Series, Table
from reports.glossary import Term
from reports.language import N_
from reports.statement import pasteable
from reports.words import Words


@dataclass(frozen=True, slots=True)
class Part:
    """A count of which a number is made: the column of the statement's answer, and what stands there (or empty)."""

    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A number: where it is explained, what it means, and parts[0] / parts[1] × factor = value."""

    anchor: str
    term: Term
    parts: tuple[Part, ...]
    factor: int
    value: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A statement ready to paste, the numbers that come from it, and how many rows it read and gave, in words."""

    numbers: tuple[Explained, ...]
    rows: str
    sql: str


def scope(report: Report, words: Words) -> tuple[str, ...]:
    """What holds for every number of a report: its days, what it is compared with, and its filters."""
    period, question = report.period, report.question
    days = words.days(period.current.first, period.current.last)
    said = [words.say(N_("Period: %(days)s, in the time zone %(timezone)s."), days=days, timezone=period.timezone)]
    if period.previous is not None:
        before = words.days(period.previous.first, period.previous.last)
        said.append(words.say(N_("Compared with: %(days)s."), days=before))
    if question.segment is not None:
        said.append(words.say(N_("Segment: %(name)s."), name=question.segment.name))
    filters = "; ".join(map(words.filter, question.filters)) or words.say(N_("none"))
    said.append(words.say(N_("Filters: %(filters)s."), filters=filters))
    return tuple(said)


def explained(report: Report, part: str, charted: str, words: Words) -> dict[str, tuple[Explanation, ...]]:
    """The explanation of that part of a page: "figures", "chart" or a table; nothing if it has no such part."""
    series = report.trend(charted)
    if part == "figures":
        return {part: of_figures(report, words)}
    if part == "chart" and series is not None:
        return {part: (of_series(series, words),)}
    return {table.key: (of_table(table, words),) for table in report.tables if table.key == part}


def of_figures(report: Report, words: Words) -> tuple[Explanation, ...]:
    """Each statement behind the figures once, with the figures it gives."""
    by_statement: dict[str, list[Figure]] = {}
    for figure in report.figures:
        by_statement.setdefault(pasteable(figure.sql, figure.parameters), []).append(figure)
    return tuple(
        Explanation(tuple(_figure(figure, words) for figure in figures), _read(figures[0].read, words), sql)
        for sql, figures in by_statement.items()
    )


def _figure(figure: Figure, words: Words) -> Explained:
    counts = (figure.numerator, figure.denominator)
    parts = tuple(Part(column, _count(n, words)) for column, n in zip(figure.columns, counts, strict=False))
    return Explained(
        f"explain-{figure.key}", words.term(figure.key), parts, figure.factor, words.value(figure.value, figure.unit)
    )


def _count(value: Number | None, words: Words) -> str:
    return written.number(value, words.language, 3)


def of_series(series: Series, words: Words) -> Explanation:
    """The statement behind a chart."""
    number = Explained("explain-chart", words.term(series.key), _named(series.columns), series.factor, "")
    return Explanation((number,), _read(series.read, words), pasteable(series.sql, series.parameters))


def of_table(table: Table, words: Words) -> Explanation:
    """The statement behind a table, and its columns of numbers."""
    numbers = tuple(_column(table.key, column, words) for column in table.columns)
    given = words.say_count("The statement gives %(n)s row.", "The statement gives %(n)s rows.", len(table.rows))
    rows = " ".join(filter(None, (given, _read(table.read, words))))
    return Explanation(numbers, rows, pasteable(table.sql, table.parameters))


def _column(table: str, column: Column, words: Words) -> Explained:
    anchor = f"explain-{table}-{column.key}"
    return Explained(anchor, words.term(column.key), _named(column.made_of), column.factor, "")


def _named(columns: Iterable[str]) -> tuple[Part, ...]:
    return tuple(Part(column, "") for column in columns)


def _read(rows: int | None, words: Words) -> str:
    if rows is None:
        return ""
    return words.say_count("ClickHouse read %(n)s row for it.", "ClickHouse read %(n)s rows for it.", rows)
