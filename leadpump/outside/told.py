"""From a table to values of days: one metric a column, or a metric, its value and what it is about in each line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from collector.metric import HISTORY, adds_up
from leadpump.outside.names import DAY, DIMENSION, METRIC, OWN, VALUE, guess_column, metric_of
from leadpump.sheet import day as days
from leadpump.sheet import number
from leadpump.sheet.column import Cells, Way, find_way, too_many_cells
from leadpump.sheet.header import fold
from leadpump.sheet.problem import Fault, Problem, shortened
from leadpump.sheet.read import Line, Sheet

MOST = Decimal(10) ** 12
MOST_PROBLEMS = 20
LONGEST = 200
FINEST = Decimal("0.0001")
_OUT_OF = re.compile(r"\s*/\s*\d+\s*$")
_TOTAL = re.compile(r"(?:grand )?totals?(?: general| .*)?|moyenne|average")


@dataclass(frozen=True, slots=True)
class Choice:
    """How a table is to be read, guessed and then corrected by whoever sends it.

    columns: of each place the field there. networks: of a place what its header says that it is about. order, mark: ""
    to find out. metric, dimension: of lines that say none. adds: whether the days of a metric of one's own add up.
    """

    columns: Mapping[int, str]
    networks: Mapping[int, str]
    order: str = ""
    mark: str = ""
    metric: str = ""
    dimension: str = ""
    adds: bool = True


@dataclass(frozen=True, slots=True)
class Value:
    """What a metric came to on a day."""

    metric: str
    dimension: str
    day: date
    value: Decimal
    adds_up: bool

    @property
    def place(self) -> tuple[str, str, date]:
        """What there is one value of."""
        return self.metric, self.dimension, self.day


@dataclass(frozen=True, slots=True)
class Reading:
    """What a table says. empty: cells without a value. totals: lines left out as such. running: lines about a week or a
    month that is not over, left out too. rows: lines that were read.
    """

    values: tuple[Value, ...] = ()
    problems: tuple[Problem, ...] = ()
    empty: int = 0
    totals: tuple[int, ...] = ()
    running: tuple[int, ...] = ()
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Running:
    """A line whose week or month is not over: told again when more of it has passed, it would count on another day, and
    twice.
    """

    line: int


def guess_choice(sheet: Sheet, counter: str = "") -> Choice:
    """How the table is probably to be read. counter: whose history it is, if it is one."""
    columns: dict[int, str] = {}
    networks: dict[int, str] = {}
    for place, header in enumerate(sheet.header):
        field, network = guess_column(header)
        if not field or (field in (DAY, METRIC, DIMENSION, VALUE, *HISTORY) and field in columns.values()):
            continue
        columns[place] = field
        if network:
            networks[place] = network
    several = Counter(columns.values())
    # The whole beside its parts, as LinkedIn gives organic, sponsored and total, would count them twice.
    columns = {
        place: field
        for place, field in columns.items()
        if several[field] == 1 or "total" not in fold(sheet.header[place]).split()
    }
    of_history = any(field in HISTORY for field in columns.values())
    if of_history:
        # A page or a platform beside visitors would be a part of the day, told as all of it.
        columns = {place: field for place, field in columns.items() if field == DAY or field in HISTORY}
    return Choice(columns, networks, dimension=(counter or "CSV") if of_history else "")


def read_values(sheet: Sheet, choice: Choice, today: date) -> Reading:
    """The values that a table holds, and what is wrong with it: with a problem, nothing of it is to be kept."""
    if missing := missing_columns(choice):
        return Reading(problems=(missing,))
    lines, totals = without_totals(sheet.lines)
    way = find_way(day_cells(lines, choice), value_cells(lines, choice), choice.order, choice.mark)
    if isinstance(way, Problem):
        return Reading(problems=(way,), totals=totals)
    reader = LineReader(sheet, choice, way, today)
    found = [one for line in lines for one in reader.read(line)]
    problems = [one for one in found if isinstance(one, Problem)]
    if not lines:
        problems.append(Problem(Fault.NO_LINES))
    if problems:
        return Reading(problems=tuple(problems[:MOST_PROBLEMS]), totals=totals)
    values = [one for one in found if isinstance(one, Value)]
    running = sorted({one.line for one in found if isinstance(one, Running)})
    return Reading(summed(values), (), found.count(None), totals, tuple(running), len(lines))


def missing_columns(choice: Choice) -> Problem | None:
    """The column without which nothing can be read."""
    fields = set(choice.columns.values())
    if DAY not in fields:
        return Problem(Fault.NO_COLUMN, 0, {"column": "Day"})
    wide = fields - {DAY, METRIC, DIMENSION, VALUE}
    if not wide and VALUE not in fields:
        return Problem(Fault.NO_COLUMN, 0, {"column": "Value"})
    if VALUE in fields and METRIC not in fields and not choice.metric:
        return Problem(Fault.NO_COLUMN, 0, {"column": "Name of the metric"})
    return None


def without_totals(lines: tuple[Line, ...]) -> tuple[list[Line], tuple[int, ...]]:
    """The lines that are days, and the numbers of those that are totals."""
    kept, totals = [], []
    for line in lines:
        first = next((fold(cell) for cell in line.cells if cell.strip()), "")
        if _TOTAL.fullmatch(first):
            totals.append(line.number)
        else:
            kept.append(line)
    return kept, tuple(totals)


def cell_at(line: Line, place: int) -> str:
    """A cell, "" where the line has none."""
    return line.cells[place].strip() if place < len(line.cells) else ""


def day_cells(lines: list[Line], choice: Choice) -> Cells:
    """The filled cells of the days."""
    return filled(lines, [place for place, field in choice.columns.items() if field == DAY])


def value_cells(lines: list[Line], choice: Choice) -> Cells:
    """The filled cells of values, bare of what they are out of."""
    places = [place for place, field in choice.columns.items() if field not in (DAY, METRIC, DIMENSION)]
    return [(line, _OUT_OF.sub("", text)) for line, text in filled(lines, places)]


def filled(lines: list[Line], places: list[int]) -> Cells:
    """The filled cells at some places, each with its line."""
    return [
        (line.number, text) for line in lines for place in places if (text := cell_at(line, place)) not in number.EMPTY
    ]


@dataclass(frozen=True, slots=True)
class LineReader:
    """Reads lines whose way to write dates and numbers is known."""

    sheet: Sheet
    choice: Choice
    way: Way
    today: date

    def read(self, line: Line) -> list[Value | Running | Problem | None]:
        """The values of a line; None for a cell without one."""
        if beyond := too_many_cells(line, len(self.sheet.header)):
            return [beyond]
        said = {field: cell_at(line, place) for place, field in self.choice.columns.items()}
        when = self._day(line.number, said[DAY])
        if isinstance(when, Problem):
            return [when]
        about = " ".join(said.get(DIMENSION, "").split())
        if len(about) > LONGEST:
            return [Problem(Fault.LABEL, line.number, {"text": about[:20], "most": str(LONGEST)})]
        return [
            self._value(line, place, field, said, about, when)
            for place, field in self.choice.columns.items()
            if field not in (DAY, METRIC, DIMENSION)
        ]

    def _value(
        self, line: Line, place: int, field: str, said: Mapping[str, str], about: str, when: date
    ) -> Value | Running | Problem | None:
        text = cell_at(line, place)
        if text in number.EMPTY:
            return None
        metric = self._metric(place, field, said)
        if not metric:
            return Problem(Fault.NO_METRIC, line.number, {"text": shortened(said.get(METRIC, ""))})
        value = self._number(line.number, text)
        if isinstance(value, Problem):
            return value
        dimension = about or self.choice.networks.get(place, "") or self.choice.dimension
        adds = adds_up(metric, self.choice.adds)
        if adds and when > self.today:
            return Running(line.number)
        return Value(metric, dimension, min(when, self.today), value, adds)

    def _metric(self, place: int, field: str, said: Mapping[str, str]) -> str:
        if field == VALUE:
            return metric_of(said.get(METRIC, "") or self.choice.metric)
        return metric_of(self.sheet.header[place]) if field == OWN else field

    def _number(self, line: int, text: str) -> Decimal | Problem:
        said = {"text": shortened(text)}
        written = number.read_written(_OUT_OF.sub("", text))
        if written is None or written.currency:
            return Problem(Fault.NO_NUMBER, line, said)
        found = number.value_of(written.digits, self.way.mark)
        if found is None:
            fault = Fault.AMOUNTS_MIXED if number.mark_of(written.digits) else Fault.NO_NUMBER
            return Problem(fault, line, said)
        if (written.negative and found) or found >= MOST:
            return Problem(Fault.NO_NUMBER, line, said)
        return found.quantize(FINEST)

    def _day(self, line: int, text: str) -> date | Problem:
        """The day; of a week or a month its last one, which may be to come."""
        if text in number.EMPTY:
            return Problem(Fault.DAY_EMPTY, line)
        found = days.read_days(text, self.way.order)
        if found is None:
            return Problem(Fault.NO_DAY, line, {"text": shortened(text)})
        if found.first > self.today:
            return Problem(Fault.FUTURE, line, {"text": shortened(text)})
        if found.first.year < 2000:
            return Problem(Fault.DAY_FAR, line, {"text": shortened(text)})
        place = next(place for place, field in self.choice.columns.items() if field == DAY)
        is_week = fold(self.sheet.header[place]) in ("semaine", "week")
        return found.first + timedelta(days=6) if is_week else found.last


def summed(values: list[Value]) -> tuple[Value, ...]:
    """One value for each metric, dimension and day: what adds up is added, else the last one holds."""
    found: dict[tuple[str, str, date], Value] = {}
    for one in values:
        before = found.get(one.place)
        if before is not None and one.adds_up:
            one = Value(one.metric, one.dimension, one.day, before.value + one.value, one.adds_up)
        found[one.place] = one
    return tuple(found[place] for place in sorted(found))
