"""The geometry of the path diagram: columns of pages, and bands between them as wide as the sessions that went there.

Across, places are per cent of the width, so that the drawing stretches while its text does not; down, they are pixels.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Node = tuple[int, str, str]
"""Its column from 0, its kind (start, page, other, left), and the page."""

WIDTH = 1000
ALL = 240
"""Pixels down that all the sessions take."""
HEAD = 24
"""Pixels above the first of a column: its name stands there."""
_ROOM, _GAP, _LEAST = 36, 8, 1
"""A text has its two lines however few sessions it speaks of, and a band is seen."""
_LAST = ("page", "other", "left")


@dataclass(frozen=True, slots=True)
class Box:
    """A page of a column: how far right (per cent) and down (pixels) it begins, and its height."""

    node: Node
    left: float
    top: float
    height: float
    sessions: int


@dataclass(frozen=True, slots=True)
class Band:
    """Those who went from one page to another: path data in a box of width WIDTH and the drawing's height."""

    origin: Node
    target: Node
    path: str
    sessions: int


@dataclass(frozen=True, slots=True)
class Flow:
    """The whole drawing. height: in pixels."""

    boxes: tuple[Box, ...]
    bands: tuple[Band, ...]
    columns: int
    height: float


def flow(links: Sequence[tuple[Node, Node, int]]) -> Flow:
    """The drawing of links: from, to and how many went; what leaves the first column are all."""
    coming, going = Counter[Node](), Counter[Node]()
    for origin, target, sessions in links:
        going[origin] += sessions
        coming[target] += sessions
    sizes = going | coming
    columns = max((column for column, _, _ in sizes), default=0) + 1
    whole = sum(size for (column, _, _), size in sizes.items() if column == 0)
    boxes = [box for column in range(columns) for box in _column(sizes, column, columns, whole)]
    height = max((box.top + max(box.height, _ROOM) for box in boxes), default=HEAD)
    return Flow(tuple(boxes), tuple(_bands(links, boxes, columns, whole)), columns, height)


def _column(sizes: Counter[Node], column: int, columns: int, whole: int) -> Iterable[Box]:
    """The pages of a column, the most frequent first; what is no page stands at its foot."""
    top = float(HEAD)
    nodes = [node for node in sizes if node[0] == column]
    for node in sorted(nodes, key=lambda node: (_LAST.index(node[1]) if column else 0, -sizes[node], node)):
        height = _down(sizes[node], whole)
        yield Box(node, _round(100 * column / columns), _round(top), height, sizes[node])
        top += max(height, _ROOM) + _GAP


def _bands(links: Sequence[tuple[Node, Node, int]], boxes: Sequence[Box], columns: int, whole: int) -> Iterable[Band]:
    """Bands in the order in which their ends stand, so that none crosses another of the same page."""
    place = {box.node: number for number, box in enumerate(boxes)}
    leaves, arrives = ({box.node: box.top for box in boxes} for _ in range(2))
    ordered = sorted(links, key=lambda link: (place[link[0]], place[link[1]]))
    for origin, target, sessions in ordered:
        height = _down(sessions, whole)
        start, end = (WIDTH * column / columns for column in (origin[0], target[0]))
        yield Band(origin, target, _path(start, end, leaves[origin], arrives[target], height), sessions)
        leaves[origin] += height
        arrives[target] += height


def _path(start: float, end: float, leaves: float, arrives: float, height: float) -> str:
    """A band that leaves and arrives level."""
    middle, thick = (start + end) / 2, max(height, _LEAST)
    numbers = (start, leaves, middle, leaves, middle, arrives, end, arrives)
    back = (end, arrives + thick, middle, arrives + thick, middle, leaves + thick, start, leaves + thick)
    return "M{} {}C{} {} {} {} {} {}".format(*map(_short, numbers)) + "L{} {}C{} {} {} {} {} {}Z".format(
        *map(_short, back)
    )


def _down(sessions: int, whole: int) -> float:
    return _round(ALL * sessions / whole) if whole else 0.0


def _short(value: float) -> str:
    return f"{_round(value):g}"


def _round(value: float) -> float:
    return round(value, 2)
