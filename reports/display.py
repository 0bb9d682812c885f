"""A report laid out for the page: every text and every place ready, so that templates only print."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from reports.annotation import Annotation, of_intervals
from reports.board import due
from reports.chart import LineChart, Place, lanes, line_chart, sparkline
from reports.data_quality.reason import FINDINGS, REASONS
from reports.dimension import OF_LABEL
from reports.figure import Column, Figure, Number, Point, Report, Row, Series, Table, is_unit
from reports.glossary import Term
from reports.goal import Goal
from reports.journey import is_end
from reports.language import N_
from reports.order import FEWEST_ROWS, Order, falls, in_order
from reports.period import Period
from reports.words import Change, Words, slug

Writer = Callable[[Number | None], str]

FIRST_ROWS = 10
FIRST_CHANGES = 6
"""What moved least says little: of changes the first rows are fewer."""
_MOST_HEADS, _MOST_LETTERS = 4, 40
"""That a phone has room for in the heads of a table."""
ENOUGH_TO_JOIN = 20
"""A rate of fewer things in an interval that is not over is chance: no line leads to it."""


@dataclass(frozen=True, slots=True)
class Target:
    """What the owner wants a figure to come to, in words. reached: whether it does."""

    text: str
    reached: bool


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure as a tile. before: value of the period before, or empty. spark: path data, or empty."""

    key: str
    term: Term
    value: str
    missing: str
    basis: str
    change: Change | None
    before: str
    spark: str
    has_series: bool
    note: str
    target: Target | None


@dataclass(frozen=True, slots=True)
class Note:
    """What was noted on a day: of one day all in one. said: both in a line."""

    when: str
    text: str
    said: str


@dataclass(frozen=True, slots=True)
class Flag:
    """The mark of an interval on whose days something was noted. number: from 1. lane: row above the chart."""

    number: int
    place: Place
    lane: int
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class ChartPlace:
    """An interval on the chart with its texts. first, last: its days as an address writes them, empty for an hour."""

    place: Place
    label: str
    name: str
    hint: str
    unfinished: bool
    apart: bool
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class ChartRow:
    """An interval in the table beneath the chart. first, last: where it leads, empty if there is nothing finer."""

    label: str
    value: str
    before: str
    unfinished: bool
    notes: tuple[Note, ...]
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A series as a chart and as the table of the same numbers. before: the days compared with, or empty.

    lanes: how many rows its flags need.
    """

    key: str
    term: Term
    lines: LineChart
    tick_labels: tuple[str, ...]
    places: tuple[ChartPlace, ...]
    rows: tuple[ChartRow, ...]
    now: str
    before: str
    summary: str
    flags: tuple[Flag, ...]
    lanes: int


@dataclass(frozen=True, slots=True)
class Label:
    """The text at the head of a row; mark is the class of a channel's colour, or empty. key: of its column.

    dimension, value: what a reader filters by who follows it; empty if it is no link.
    """

    key: str
    text: str
    mark: str
    kind: str
    dimension: str
    value: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a breakdown. share: width of the bar behind the label, per cent of the longest of its kind of rows."""

    labels: tuple[Label, ...]
    cells: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column. sort: the order that following it asks for. aria: the one it is in, or empty."""

    sort: str
    aria: Literal["ascending", "descending", ""]
    mark: str


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A table for the page. hidden: rows not shown; cut: the database had more than it was asked for.

    heads: of each label and column, how it is put into another order; empty where there are too few rows for that.
    bar: the column whose share is drawn behind the names, or empty. shape: the classes that share out its width.
    labelled: on a phone, each cell says the name of its column.
    """

    key: str
    name: str
    label_keys: tuple[str, ...]
    column_keys: tuple[str, ...]
    labels: tuple[Term, ...]
    columns: tuple[Term, ...]
    lines: tuple[Line, ...]
    hidden: int
    total: int
    cut: bool
    heads: tuple[Head, ...]
    bar: str
    shape: str
    labelled: bool


def tiles(report: Report, words: Words) -> tuple[Tile, ...]:
    """A tile for each figure; what several of them have to say is said by the first."""
    made: list[Tile] = []
    goals = {goal.key: goal for goal in report.site.board} if report.key == "overview" else {}
    for figure in report.figures:
        target = _target(figure, goals.get(figure.key), report.period, words)
        tile = replace(_tile(figure, report.trend(figure.key), words), target=target)
        is_needless = report.is_empty or any(earlier.note == tile.note for earlier in made)
        made.append(replace(tile, note="") if is_needless else tile)
    return tuple(made)


def _tile(figure: Figure, series: Series | None, words: Words) -> Tile:
    term = words.term(figure.key)
    return Tile(
        key=figure.key,
        term=term,
        value=words.value(figure.value, figure.unit),
        missing=(term.missing or words.say(N_("No data in this period."))) if figure.value is None else "",
        basis=words.basis(figure) if figure.value is not None else "",
        change=words.change(figure),
        before="" if figure.previous is None else words.value(figure.previous, figure.unit),
        spark=sparkline([point.value for point in series.points if not point.unfinished]) if series else "",
        has_series=series is not None,
        note=term.note if figure.value is not None else "",
        target=None,
    )


def _target(figure: Figure, goal: Goal | None, period: Period, words: Words) -> Target | None:
    """What the figure should have come to over the period, and whether it has; None without a target or a value."""
    wanted = None if goal is None else due(goal, period.current.days)
    if wanted is None or figure.value is None:
        return None
    reached = figure.value <= wanted if words.term(figure.key).better == "down" else figure.value >= wanted
    said = N_("Target %(target)s: reached") if reached else N_("Target %(target)s: not reached")
    return Target(words.say(said, target=words.value(wanted, figure.unit)), reached)


def chart(report: Report, key: str, words: Words) -> Chart | None:
    """The chart of that figure; None if it is not followed over time or there is but one interval."""
    series = report.trend(key)
    if series is None or len(series.points) < 2:
        return None
    compared = any(point.previous is not None for point in series.points)
    apart = _stands_apart(series.points[-1])
    lines = line_chart(
        [point.value for point in series.points],
        [point.previous for point in series.points] if compared else [],
        unfinished=report.period.unfinished,
        apart=apart,
        in_seconds=series.unit == "seconds",
    )
    write = words.alike([value for point in series.points for value in (point.value, point.previous)], series.unit)
    spans = [(point.first, point.last) for point in series.points]
    notes = [_notes(held, words) for held in of_intervals(report.site.annotations, spans, series.interval)]
    flags = _flags(lines.places, notes)
    return Chart(
        key=key,
        term=words.term(key),
        lines=lines,
        tick_labels=words.axis([tick.value for tick in lines.ticks], series.unit),
        places=tuple(
            ChartPlace(
                place,
                words.bucket_label(point.first, series.interval),
                words.bucket(point.first, point.last, series.interval),
                _hint(point, series, words, write, compared, held),
                point.unfinished,
                point.unfinished and apart,
                *_days(point),
            )
            for place, point, held in zip(lines.places, series.points, notes, strict=True)
        ),
        rows=tuple(_chart_row(*row, series, words, write) for row in zip(series.points, notes, strict=True)),
        now=words.days(report.period.current.first, report.period.current.last),
        before=before_days(report, words) if compared else "",
        summary=words.summary(series),
        flags=flags,
        lanes=max((flag.lane + 1 for flag in flags), default=0),
    )


def _notes(annotations: tuple[Annotation, ...], words: Words) -> tuple[Note, ...]:
    """What was noted, day by day."""
    by_day: dict[str, list[str]] = {}
    for one in annotations:
        by_day.setdefault(words.day(one.day), []).append(one.text)
    return tuple(_note(when, " · ".join(texts), words) for when, texts in by_day.items())


def _note(when: str, text: str, words: Words) -> Note:
    return Note(when, text, words.say(N_("%(when)s: %(value)s"), when=when, value=text))


def _flags(places: tuple[Place, ...], notes: list[tuple[Note, ...]]) -> tuple[Flag, ...]:
    noted = [(place, held) for place, held in zip(places, notes, strict=True) if held]
    rows = lanes([place.middle for place, _ in noted])
    return tuple(
        Flag(number, place, lane, held) for number, ((place, held), lane) in enumerate(zip(noted, rows, strict=True), 1)
    )


def _days(point: Point) -> tuple[str, str]:
    """Its first and last day as an address writes them; an hour has none."""
    if isinstance(point.first, datetime):
        return "", ""
    return point.first.isoformat(), point.last.isoformat()


def _stands_apart(point: Point) -> bool:
    """A count that is not over yet is less than it will be; a rate of few things is not yet one."""
    return point.unfinished and (point.denominator is None or point.denominator < ENOUGH_TO_JOIN)


def before_days(report: Report, words: Words) -> str:
    """The days compared with, and how far while the last is still running; or empty."""
    before = report.period.previous
    if before is None:
        return ""
    days = words.days(before.first, before.last)
    return words.say(N_("%(days)s, until the same time of day"), days=days) if report.period.unfinished else days


def _hint(point: Point, series: Series, words: Words, write: Writer, compared: bool, notes: tuple[Note, ...]) -> str:
    when = words.bucket(point.first, point.last, series.interval)
    text = words.say(N_("%(when)s: %(value)s"), when=when, value=write(point.value))
    if point.unfinished:
        text = words.say(N_("%(text)s, not over yet"), text=text)
    if compared:
        text += "\n" + words.say(N_("Before: %(value)s"), value=write(point.previous))
    return "\n".join([text, *(note.text for note in notes)])


def _chart_row(point: Point, notes: tuple[Note, ...], series: Series, words: Words, write: Writer) -> ChartRow:
    return ChartRow(
        words.bucket(point.first, point.last, series.interval),
        write(point.value),
        write(point.previous),
        point.unfinished,
        notes,
        *(_days(point) if series.interval in ("week", "month") else ("", "")),
    )


def breakdown(table: Table, words: Words, *, whole: bool = False, order: Order | None = None) -> Breakdown:
    """A table for the page: its first ten rows, or all, in the order of the statement or the one asked for."""
    ordered = in_order(table, order, words)
    first = FIRST_CHANGES if table.key == "changes" else FIRST_ROWS
    # What was spent without saying for what stays in sight, though it stands last.
    rows = ordered if whole else [*ordered[:first], *(row for row in ordered[first:] if row.get("unassigned"))]
    longest = {
        of_ends: max((_amount(row, table.bar) for row in table.rows if is_end(row) is of_ends), default=0)
        for of_ends in (True, False)
    }
    labels = _telling(table)
    heads = [words.term(column.key).short for column in table.columns]
    writers = {column.key: _writer(table, column, words) for column in table.columns}
    return Breakdown(
        key=table.key,
        name=words.table_name(table.key),
        label_keys=tuple(column.key for column in labels),
        column_keys=tuple(column.key for column in table.columns),
        labels=tuple(words.term(column.key) for column in labels),
        columns=tuple(words.term(column.key) for column in table.columns),
        lines=tuple(_line(row, table, labels, longest[is_end(row)], words, writers) for row in rows),
        hidden=len(table.rows) - len(rows),
        total=len(table.rows),
        cut=table.cut,
        heads=tuple(_sorting(table, column, order) for column in (*labels, *table.columns))
        if len(table.rows) >= FEWEST_ROWS
        else (),
        bar=table.bar,
        shape=shape(len(labels), len(table.columns)),
        labelled=is_labelled(heads),
    )


def _telling(table: Table) -> tuple[Column, ...]:
    """The labels of the table, but for those that say nothing in any row; an empty table keeps them all."""
    first, *others = table.labels
    return first, *(column for column in others if not table.rows or any(row[column.key] != "" for row in table.rows))


def shape(labels: int, columns: int) -> str:
    """How a table shares out its width: much to the heads of a few columns, little to each of many.

    >>> shape(1, 3), shape(2, 8), shape(1, 11), shape(5, 1)
    (' table-few', '', ' table-many', ' table-few table-texts')
    """
    sizes = ("few", columns <= 4), ("many", columns >= 9), ("texts", labels >= 3)
    return "".join(f" table-{size}" for size, is_so in sizes if is_so)


def is_labelled(heads: Sequence[str]) -> bool:
    """Whether columns so called have no room beside each other on a phone.

    >>> is_labelled(["Visitors", "Sessions", "Bounce rate"]), is_labelled(["1", "2", "3", "4", "5"])
    (False, True)
    >>> is_labelled(["Clients", "Avec un deuxième achat", "Réachat", "Achats"])
    True
    """
    return len(heads) > _MOST_HEADS or (len(heads) > 2 and len("".join(heads)) > _MOST_LETTERS)


def _sorting(table: Table, column: Column, order: Order | None) -> Head:
    is_it = order is not None and (order.table, order.column) == (table.key, column.key)
    turned = is_it and order is not None and order.turned
    falling = falls(column) is not turned
    aria: Literal["ascending", "descending"] = "descending" if falling else "ascending"
    following = Order(table.key, column.key, is_it and not turned)
    return Head(following.parameter, aria if is_it else "", "▾" if falling else "▴")


def _writer(table: Table, column: Column, words: Words) -> Callable[[Row], str]:
    """How a cell of the column is written: numbers as all of the column are."""
    kind = column.kind
    if not is_unit(kind):
        return lambda row: words.cell(row, column)
    write = words.alike((_value(row, column.key) for row in table.rows), kind)
    return lambda row: write(_value(row, column.key))


def _line(
    row: Row,
    table: Table,
    labels: tuple[Column, ...],
    longest: Number,
    words: Words,
    writers: Mapping[str, Callable[[Row], str]],
) -> Line:
    share = round(100 * _amount(row, table.bar) / longest, 1) if longest else 0
    return Line(
        (
            replace(_label(row, labels[0], words), text=words.head(row, labels[0])),
            *(_label(_named(row), column, words) for column in labels[1:]),
        ),
        tuple(writers[column.key](row) for column in table.columns),
        share,
    )


def _label(row: Row, column: Column, words: Words) -> Label:
    mark = f"channel-{slug(str(row[column.key]))}" if column.kind == "channel" else ""
    value = str(row[column.key])
    # No page is the end of a way, or where a lead came from whom nobody saw: no session is like it.
    dimension = OF_LABEL.get(column.key, "") if value or column.key not in ("path", "next_path") else ""
    if column.kind == "part":
        dimension = str(row["part_kind"])
    return Label(column.key, words.cell(row, column), mark, column.kind, dimension, str(row[column.key]))


def _named(row: Row) -> Row:
    """The row as its further labels tell of it: only the head says that costs name none."""
    return {**row, "unassigned": 0}


def _amount(row: Row, column: str) -> Number:
    return (_value(row, column) or 0) if column else 0


def _value(row: Row, column: str) -> Number | None:
    value = row[column]
    return value if isinstance(value, int | float) else None


def advice(report: Report, words: Words) -> tuple[tuple[str, str, str], ...]:
    """For each reason of a refusal in the report: its name, what it means and what to do."""
    rows = next((table.rows for table in report.tables if table.key == "reasons"), ())
    found = [REASONS[str(row["reason"])] for row in rows if row["reason"] in REASONS]
    return tuple((words.say(one.label), words.say(one.meaning), words.say(one.action)) for one in found)


def naming_advice(report: Report, words: Words) -> tuple[tuple[str, str, str], ...]:
    """The same for each thing that is wrong with how links and costs are named."""
    tables = {table.key: table.rows for table in report.tables}
    found = {key for key in ("source_spellings", "campaign_spellings") if tables.get(key)}
    found |= {str(row["finding"]) for row in tables.get("campaign_costs", ())}
    said = [one for key, one in FINDINGS.items() if key in found]
    return tuple((words.say(one.label), words.say(one.meaning), words.say(one.action)) for one in said)
