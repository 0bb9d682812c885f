"""The geometry of a line chart: from numbers to places on the page, and nothing about how it is drawn.

Across, places are per cent of the width, so that the chart stretches while its text does not; down, they are pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

Number = int | float

HEIGHT = 220
"""Pixels from the top of the axis to its foot."""

SPARK_WIDTH, SPARK_HEIGHT = 100, 24
_WIDTH = 1000
_MOST_LABELS = 12
_NOTHING = 1e-9
_FLAG_SHARE = 6.5
"""Per cent of the width that a flag takes on a narrow page."""
_MOST_LANES = 3
_CLOCK_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)


@dataclass(frozen=True, slots=True)
class Tick:
    """A grid line: its value and how far down it lies, in pixels."""

    value: Number
    y: float


@dataclass(frozen=True, slots=True)
class Place:
    """One interval: its band and its middle across (per cent), and how far down its values lie (pixels)."""

    left: float
    middle: float
    width: float
    y: float | None
    y_before: float | None
    labelled: bool
    labelled_narrow: bool


@dataclass(frozen=True, slots=True)
class Scale:
    """The values at the foot and at the top of the axis, and the step between its lines.

    The foot is 0, or below: then whole steps, or less than half of one.
    """

    foot: float
    top: float
    step: float

    def down(self, value: Number | None) -> float | None:
        """How far down a value lies, in pixels."""
        return None if value is None else self._place(value)

    @property
    def ground(self) -> float:
        """How far down 0 lies, in pixels."""
        return self._place(0)

    def _place(self, value: Number) -> float:
        return _round(HEIGHT * (self.top - value) / (self.top - self.foot))


@dataclass(frozen=True, slots=True)
class LineChart:
    """Path data in a box of width 1000 and height 220; a gap where there is no data.

    tail: the way to an interval that is not over; empty if all are, or if that one stands apart.
    """

    ticks: tuple[Tick, ...]
    places: tuple[Place, ...]
    line: str
    tail: str
    before: str
    area: str


def line_chart(
    values: Sequence[Number | None],
    before: Sequence[Number | None],
    *,
    unfinished: bool = False,
    apart: bool = False,
    in_seconds: bool = False,
) -> LineChart:
    """A chart of values, with the ones of the period before (as many, or none).

    unfinished: the last interval is not over, its line is drawn apart and the one before, cut at the same time of day,
    not at all. apart: it is then a dot without any line to it. Seconds get a clock's grid lines.
    """
    if unfinished:
        before = [*before[:-1], None] if before else []
    scale = _scale([value for value in (*values, *before) if value is not None], in_seconds)
    count = max(len(values), 1)
    middles = [(index + 0.5) / count for index in range(len(values))]
    heights = [scale.down(value) for value in values]
    heights_before = [scale.down(value) for value in before]
    places = tuple(
        Place(
            left=_round(100 * index / count),
            middle=_round(100 * middle),
            width=_round(100 / count),
            y=heights[index],
            y_before=heights_before[index] if heights_before else None,
            labelled=_is_labelled(index, count, _MOST_LABELS),
            labelled_narrow=_is_labelled(index, count, _MOST_LABELS // 3),
        )
        for index, middle in enumerate(middles)
    )
    across = [middle * _WIDTH for middle in middles]
    return LineChart(
        ticks=_ticks(scale),
        places=places,
        line=_path(across, [*heights[:-1], None] if unfinished else heights),
        tail=_path(across[-2:], heights[-2:]) if unfinished and not apart else "",
        before=_path(across, heights_before),
        area=_area(across, [*heights[:-1], None] if unfinished and apart else heights, scale.ground),
    )


def sparkline(values: Sequence[Number | None]) -> str:
    """Path data of the values and 0 in a box of 100 by 24.

    Empty when there are not two of them, all are 0, or fewer than two in three since the first are known: their line
    would be loose dashes.
    """
    known = [value for value in values if value is not None]
    foot, top = min((0, *known)), max((0, *known))
    first = next((place for place, value in enumerate(values) if value is not None), 0)
    if top == foot or len(known) < 2 or 3 * len(known) < 2 * (len(values) - first):
        return ""
    inner = SPARK_HEIGHT - 4
    across = [SPARK_WIDTH * index / (len(values) - 1) for index in range(len(values))]
    return _path(
        across, [None if value is None else _round(2 + inner * (top - value) / (top - foot)) for value in values]
    )


def lanes(middles: Sequence[float]) -> list[int]:
    """The lane in which each flag stands, so that neighbours do not hide each other; middles in per cent, rising."""
    ends: list[float] = []
    taken = []
    for middle in middles:
        free = next((lane for lane, end in enumerate(ends) if middle - end >= _FLAG_SHARE), len(ends))
        # Where every lane is full, the one that was used longest ago.
        lane = free if free < _MOST_LANES else ends.index(min(ends))
        ends[lane : lane + 1] = [middle]
        taken.append(lane)
    return taken


def nice_step(top: float, most_lines: int = 4) -> float:
    """The smallest of 1, 2, 2.5 or 5 × 10ⁿ that covers top with at most that many steps."""
    rough = top / most_lines
    power = 10.0 ** floor(log10(rough))
    return next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * (1 - 1e-9))


def _ticks(scale: Scale) -> tuple[Tick, ...]:
    numbers = range(round(scale.foot / scale.step), round(scale.top / scale.step) + 1)
    values = [scale.step * number for number in numbers]
    return tuple(Tick(_tidy(value), scale.down(value) or 0.0) for value in values)


def _scale(values: Sequence[Number], in_seconds: bool) -> Scale:
    """The axis that holds the values and 0; counts get whole steps."""
    highest, lowest = max((0, *values)), min((0, *values))
    span = highest - lowest
    if span < _NOTHING:
        return Scale(0.0, 1.0, 1.0)
    step = _clock_step(span) if in_seconds else nice_step(span)
    if all(isinstance(value, int) for value in values):
        step = 1.0 if step < 1 else {2.5: 5.0}.get(step, step)
    # What lies a little below 0 needs no whole step of empty room.
    foot = lowest if -lowest < step / 2 else -step * _steps(-lowest, step)
    return Scale(foot, step * _steps(highest, step), step)


def _steps(length: float, step: float) -> int:
    """How many steps cover a length."""
    return floor(length / step * (1 - 1e-9)) + 1 if length >= _NOTHING else 0


def _clock_step(top: float) -> float:
    return next((float(step) for step in _CLOCK_STEPS if step * 4 >= top), nice_step(top))


def _is_labelled(index: int, count: int, most: int) -> bool:
    """Evenly spaced labels that end on the last interval."""
    every = -(-count // most)
    return (count - 1 - index) % every == 0


def _path(across: Sequence[float], down: Sequence[float | None]) -> str:
    """Lines between neighbours that have data; a point alone is a dot (h0, drawn by its round cap)."""
    runs = _runs(across, down)
    return "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in run) + ("h0" if len(run) == 1 else "") for run in runs)


def _area(across: Sequence[float], down: Sequence[float | None], ground: float) -> str:
    """The room between the line and 0, run by run."""
    return "".join(
        f"M{run[0][0]:g} {ground:g}" + "".join(f"L{x:g} {y:g}" for x, y in run) + f"L{run[-1][0]:g} {ground:g}Z"
        for run in _runs(across, down)
    )


def _runs(across: Sequence[float], down: Sequence[float | None]) -> list[list[tuple[float, float]]]:
    runs: list[list[tuple[float, float]]] = [[]]
    for x, y in zip(across, down, strict=False):
        if y is not None:
            runs[-1].append((_round(x), y))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _tidy(value: float) -> Number:
    rounded = round(value, 10)
    return int(rounded) if rounded == int(rounded) else rounded


def _round(value: float) -> float:
    return round(value, 2)
