"""What a report is: figures, series and tables made from counts. Its page, its JSON and its CSV show this one value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Literal, TypeGuard, get_args

from reports.period import Period, bucket_name
from reports.question import Question
from reports.site import Site
from reports.statement import Counted, Value

Unit = Literal["count", "percent", "seconds", "days", "money", "decimal", "change", "growth", "score"]
"""A change is a count with its sign, a growth a per cent with its own. A score stands on a scale of whole numbers."""
Naming = Literal[
    "text",
    "path",
    "next_path",
    "way",
    "channel",
    "range",
    "country",
    "language",
    "device",
    "visitor",
    "mark",
    "magnet",
    "magnet_kind",
    "form",
    "magnet_step",
    "field",
    "section",
    "day",
    "month",
    "reason",
    "bot",
    "route",
    "channel_route",
    "step",
    "channel_step",
    "touches",
    "lag",
    "conversion",
    "lead_step",
    "lost_reason",
    "response",
    "ceiling",
    "quadrant",
    "metric",
    "measured",
    "measured_change",
    "email_step",
    "part",
    "part_kind",
    "weekday",
    "hour",
]
"""What the texts of a column name, which says how they are written."""
Number = int | float
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Measure:
    """How a figure is made from the columns of a row: numerator alone, or numerator / denominator × factor.

    key names the term of the glossary. A percent has the factor 100 unless what is summed is itself in per cent.
    """

    key: str
    unit: Unit
    numerator: str
    denominator: str | None = None
    factor: int = 1


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. value and previous are in unit (percent: 12.5 is 12.5 %); None is no data, never 0.

    columns: where numerator and denominator stand in the row that sql gives; factor: what the ratio is multiplied by.
    read: rows that ClickHouse read for it, None where it does not say.
    """

    key: str
    unit: Unit
    value: Number | None
    numerator: Number | None
    denominator: Number | None
    previous: Number | None
    columns: tuple[str, ...]
    sql: str
    parameters: Mapping[str, Value]
    factor: int = 1
    read: int | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One interval of a series: its first and last day, or its hour twice. unfinished: it is still running."""

    first: date
    last: date
    value: Number | None
    numerator: Number | None
    denominator: Number | None
    previous: Number | None
    unfinished: bool


@dataclass(frozen=True, slots=True)
class Series:
    """A figure over time, one point per interval of the period, empty ones included."""

    key: str
    unit: Unit
    interval: str
    points: tuple[Point, ...]
    columns: tuple[str, ...]
    sql: str
    parameters: Mapping[str, Value]
    factor: int = 1
    read: int | None = None

    @property
    def is_known(self) -> bool:
        """Whether there is a number in it, of this period or the one before."""
        return any(point.value is not None or point.previous is not None for point in self.points)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. kind: how its cells are written (a unit, or what the text names).

    made_of, factor: of a number, the columns of the statement's row and the factor that make it (see Measure).
    """

    key: str
    kind: Unit | Naming
    made_of: tuple[str, ...] = ()
    factor: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a breakdown. Every row holds the counts that sql gave and the ratios made of them.

    columns are those the page shows; bar is the column whose share is drawn behind the label, or empty.
    cut: there may be more rows than the statement's limit let through.
    """

    key: str
    labels: tuple[Column, ...]
    columns: tuple[Column, ...]
    bar: str
    rows: tuple[Row, ...]
    cut: bool
    sql: str
    parameters: Mapping[str, Value]
    read: int | None = None


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something to do, and why: count of whole. name: of what it is about. amount, usual: in the site's currency."""

    kind: str
    name: str = ""
    count: Number = 0
    whole: Number = 0
    amount: Number = 0
    usual: Number = 0


@dataclass(frozen=True, slots=True)
class Report:
    """All that a report answers to a question. next_steps: what it makes of that, the most urgent first."""

    key: str
    question: Question
    figures: tuple[Figure, ...]
    series: tuple[Series, ...]
    tables: tuple[Table, ...]
    next_steps: tuple[NextStep, ...] = ()

    @property
    def site(self) -> Site:
        """The site it speaks of."""
        return self.question.site

    @property
    def period(self) -> Period:
        """The period it speaks of."""
        return self.question.period

    def figure(self, key: str) -> Figure:
        """The figure of that key; KeyError if the report has none."""
        return {figure.key: figure for figure in self.figures}[key]

    def table(self, key: str) -> Table:
        """The table of that key; KeyError if the report has none."""
        return {table.key: table for table in self.tables}[key]

    def trend(self, key: str) -> Series | None:
        """The series of that figure, if the report follows it over time."""
        return next((series for series in self.series if series.key == key), None)

    @property
    def is_empty(self) -> bool:
        """Nothing was counted in the period."""
        return not any(figure.numerator or figure.denominator for figure in self.figures)


ROW_LIMIT = 1000


def is_unit(kind: Unit | Naming) -> TypeGuard[Unit]:
    """Whether a column holds numbers."""
    return kind in get_args(Unit)


def ratio(numerator: Number | None, denominator: Number | None, factor: int = 1) -> float | None:
    """numerator / denominator × factor; None, which is no data, where there is nothing to divide by."""
    if numerator is None or not denominator:
        return None
    return numerator * factor / denominator


def figure(measure: Measure, counted: Counted) -> Figure:
    """The measure of a statement's only row, against the same of the period before."""
    value, numerator, denominator = measured(measure, counted.row)
    previous = None if counted.previous_row is None else measured(measure, counted.previous_row)[0]
    return Figure(
        measure.key,
        measure.unit,
        value,
        numerator,
        denominator,
        previous,
        _columns(measure),
        counted.sql,
        counted.parameters,
        measure.factor,
        counted.read,
    )


def standing(measure: Measure, counted: Counted) -> Figure:
    """How many stand so now. Of the period before it says little, for who stood there has moved on: no comparison."""
    return replace(figure(measure, counted), previous=None)


def series(measure: Measure, counted: Counted, period: Period) -> Series:
    """The measure in every interval; a count of an interval without a row is 0, a ratio of it is no data.

    Before the site's first event there is no data either, nor of the period before where it has no such day.
    """
    rows = {str(row["bucket"]): row for row in counted.rows}
    before = None if counted.previous is None else {str(row["bucket"]): row for row in counted.previous}
    points = []
    spans = period.spans()
    for begin, first, last in spans:
        name = bucket_name(begin)
        value, numerator, denominator = measured(measure, rows.get(name, {}))
        if period.measured_from is not None and _day(last) < period.measured_from:
            value = numerator = denominator = None
        previous = None
        if before is not None and period.has_before(_day(first), _day(last)):
            previous = measured(measure, before.get(name, {}))[0]
        points.append(
            Point(
                first,
                last,
                value,
                numerator,
                denominator,
                previous,
                period.unfinished and begin == spans[-1][0],
            )
        )
    return Series(
        measure.key,
        measure.unit,
        period.interval,
        tuple(points),
        _columns(measure),
        counted.sql,
        counted.parameters,
        measure.factor,
        counted.read,
    )


def table(
    key: str,
    labels: Sequence[Column],
    measures: Sequence[Measure],
    counted: Counted,
    *,
    shown: Sequence[str],
    bar: str,
) -> Table:
    """Every row with its measures added. shown: keys of those on the page, in order; bar: one of them, or empty."""
    made = {measure.key: measure for measure in measures}
    return Table(
        key,
        tuple(labels),
        tuple(_column(made[name], counted) for name in shown),
        bar,
        tuple(_with_measures(row, measures) for row in counted.rows),
        len(counted.rows) >= ROW_LIMIT,
        counted.sql,
        counted.parameters,
        counted.read,
    )


def _column(measure: Measure, counted: Counted) -> Column:
    # What a report works out of several statements (credit by Markov chains) stands in no answer of this one.
    made_of = _columns(measure)
    return Column(measure.key, measure.unit, made_of if counted.columns.issuperset(made_of) else (), measure.factor)


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def measured(measure: Measure, row: Row) -> tuple[Number | None, Number | None, Number | None]:
    """Value, numerator and denominator of a measure. A missing count is 0; a missing median or cost is no data."""
    if measure.denominator is not None:
        numerator = plain(row.get(measure.numerator, _missing(measure.numerator)))
        denominator = plain(row.get(measure.denominator, _missing(measure.denominator)))
        value = None if denominator is None else ratio(numerator, denominator, measure.factor)
        return value, numerator, denominator
    missing = _missing(measure.numerator) if measure.unit in ("count", "change", "money") else None
    value = plain(row.get(measure.numerator, missing))
    return value, value, None


def _missing(column: str) -> Number | None:
    # Without an entry there is no cost, not one of 0.
    return None if column in ("cost", "profit") else 0


def plain(value: object) -> Number | None:
    """A number of the database as int or float; None where it is null or not finite."""
    if value is None:
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float | Decimal):
        return float(value) if isfinite(value) else None
    raise TypeError(f"a count was expected, not {value!r}")


def _with_measures(row: Row, measures: Sequence[Measure]) -> Row:
    counts = {name: _cell(value) for name, value in row.items()}
    return counts | {measure.key: measured(measure, row)[0] for measure in measures}


def _cell(value: object) -> object:
    return value if isinstance(value, str) else plain(value)


def _columns(measure: Measure) -> tuple[str, ...]:
    return (measure.numerator,) if measure.denominator is None else (measure.numerator, measure.denominator)
