"""The data-driven model: what share of the conversions would go missing without a channel.

Journeys are read as a Markov chain: from each touch a journey goes on to the next, to the conversion or to nothing, as
often as it was counted. The removal effect of a channel is the part of the conversions whose journeys pass through it
in that chain; the credits are the conversions shared out in proportion to the removal effects
(E. Anderl, I. Becker, F. v. Wangenheim, J. H. Schumann, "Mapping the customer journey", 2016).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

MOST_VALUES = 50
"""Of more different touches the chain says little, and solving it would keep the page waiting."""


@dataclass(frozen=True, slots=True)
class Step:
    """How many journeys went there. kind: start (to the first touch), next (from one to another), converted and lost
    (from the last touch). A journey that touches one thing several times in a row is in it once."""

    kind: Literal["start", "next", "converted", "lost"]
    origin: str
    target: str
    journeys: float


def shares(steps: Iterable[Step]) -> Mapping[str, float] | None:
    """The part of all conversions that each touch gets; they sum to 1. Empty without a conversion.

    None where there are more than MOST_VALUES different touches.

    Three journeys: A then B, converted; A alone, lost; B alone, lost.

    >>> steps = [
    ...     Step("start", "", "A", 2), Step("start", "", "B", 1), Step("next", "A", "B", 1),
    ...     Step("lost", "A", "", 1), Step("lost", "B", "", 1), Step("converted", "B", "", 1),
    ... ]

    From A, one of two goes on to B; from B, one of two converts. So the start leads to A with 2/3 and on to a
    conversion with 2/3 · 1/2 · 1/2 = 1/6, and past A straight to B with 1/3 · 1/2 = 1/6: 1/3 of the journeys convert.
    Without A half of that is left: its removal effect is 1/2. Without B nothing is left: 1. In proportion, A gets 1/3
    and B 2/3.

    >>> {name: round(share, 4) for name, share in shares(steps).items()}
    {'A': 0.3333, 'B': 0.6667}

    Where every journey has one touch, each touch gets what it converted, as under every other model.

    >>> shares([Step("start", "", "A", 4), Step("converted", "A", "", 3), Step("lost", "A", "", 1)])
    {'A': 1.0}
    """
    counted = [step for step in steps if step.journeys > 0]
    names = sorted({name for step in counted for name in _touches(step)})
    if len(names) > MOST_VALUES:
        return None
    place = {name: number for number, name in enumerate(names)}
    start, onward, converts = _chain(counted, place)
    visits = _inverse([[float(i == j) - onward[i][j] for j in range(len(names))] for i in range(len(names))])
    wins = [sum(visits[i][j] * converts[j] for j in range(len(names))) for i in range(len(names))]
    effects = {}
    for name, i in place.items():
        reached = sum(start[j] * visits[j][i] for j in range(len(names))) / visits[i][i]
        effects[name] = reached * wins[i]
    whole = sum(effects.values())
    return {name: effect / whole for name, effect in effects.items()} if whole > 0 else {}


def _touches(step: Step) -> tuple[str, ...]:
    """The touches a step begins or ends at: start has no origin, converted and lost have no target."""
    if step.kind == "start":
        return (step.target,)
    return (step.origin, step.target) if step.kind == "next" else (step.origin,)


def _chain(steps: Sequence[Step], place: Mapping[str, int]) -> tuple[list[float], list[list[float]], list[float]]:
    """Probabilities: of each first touch, of each next touch from each, of the conversion from each."""
    started = sum(step.journeys for step in steps if step.kind == "start")
    left = [0.0] * len(place)
    for step in steps:
        if step.kind != "start":
            left[place[step.origin]] += step.journeys
    start, converts = [0.0] * len(place), [0.0] * len(place)
    onward = [[0.0] * len(place) for _ in place]
    for step in steps:
        if step.kind == "start":
            start[place[step.target]] += step.journeys / started
        elif step.kind == "next":
            onward[place[step.origin]][place[step.target]] += step.journeys / left[place[step.origin]]
        elif step.kind == "converted":
            converts[place[step.origin]] += step.journeys / left[place[step.origin]]
    return start, onward, converts


def _inverse(matrix: Sequence[Sequence[float]]) -> list[list[float]]:
    """The inverse of I − Q by Gauss and Jordan. Every journey ends, so that it has one; the diagonal leads."""
    size = len(matrix)
    rows = [[*row, *(float(i == j) for j in range(size))] for i, row in enumerate(matrix)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        lead = rows[column][column]
        rows[column] = [value / lead for value in rows[column]]
        for number, row in enumerate(rows):
            if number != column and row[column]:
                factor = row[column]
                rows[number] = [value - factor * other for value, other in zip(row, rows[column], strict=True)]
    return [row[size:] for row in rows]
