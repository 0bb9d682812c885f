"""A funnel as it is drawn: a bar for each step, as wide as those who came so far, and what is lost between two.

Across, places are per cent of the width, so that the drawing stretches while its text does not; down, they are pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from reports.figure import Number, ratio
from reports.language import N_
from reports.words import Words

WIDTH = 1000
"""Of the box in which the slopes between the bars lie; it stretches over the drawing."""
BAR, GAP = 56, 40
"""Pixels down that a step takes, and what is lost before the next."""
_LEAST = 0.4
"""Per cent: a bar is seen however few it speaks of."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step to be drawn. people: how many came so far. said: them in words. warning: why it stands out, or empty."""

    name: str
    people: Number
    said: str
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A step drawn. top: pixels down. width: per cent. slope: from the bar above it to this one, as path data.

    loss: how many of those of the bar above went no further, in words; with the slope empty for the first.
    """

    name: str
    said: str
    top: int
    width: float
    slope: str = ""
    loss: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Funnel:
    """A drawing: its bars from the first to the last. In pixels: its height, a step's, and the gap's between two."""

    bars: tuple[Bar, ...]
    height: int
    step: int = BAR
    gap: int = GAP


def funnel(steps: Sequence[Step], words: Words) -> Funnel | None:
    """The steps drawn, each as wide as its share of the first; None where nobody took that one."""
    if not steps or not steps[0].people:
        return None
    whole = steps[0].people
    widths = [width(step.people, whole) for step in steps]
    bars = [Bar(steps[0].name, steps[0].said, 0, widths[0])]
    for number, (before, step) in enumerate(pairwise(steps), start=1):
        top = number * (BAR + GAP)
        bars.append(
            Bar(
                step.name,
                _of_the_first(step, whole, words),
                top,
                widths[number],
                _slope(widths[number - 1], widths[number], top),
                _loss(before.people, step.people, words),
                step.warning,
            )
        )
    return Funnel(tuple(bars), len(bars) * (BAR + GAP) - GAP)


def width(people: Number, whole: Number) -> float:
    """Per cent of the drawing that so many of the whole take: seen, however few they are, unless there is nobody.

    >>> width(50, 200), width(1, 100_000), width(0, 200), width(300, 200)
    (25.0, 0.4, 0.0, 100.0)
    """
    return round(min(max(100 * people / whole, _LEAST), 100.0), 2) if people else 0.0


def _slope(before: float, after: float, top: int) -> str:
    left, right = WIDTH * before / 100, WIDTH * after / 100
    return f"M0 {top - GAP}H{left:g}L{right:g} {top}H0Z"


def _of_the_first(step: Step, whole: Number, words: Words) -> str:
    share = words.value(ratio(step.people, whole, 100), "percent")
    return words.say(N_("%(people)s, %(share)s of the first step"), people=step.said, share=share)


def _loss(before: Number, after: Number, words: Words) -> str:
    """How many went no further; empty where nobody was left to, or where others than those before joined."""
    if not before or after > before:
        return ""
    if after == before:
        return words.say(N_("All go on."))
    return words.say_count(
        "%(n)s goes no further (%(share)s)",
        "%(n)s go no further (%(share)s)",
        before - after,
        share=words.value(ratio(before - after, before, 100), "percent"),
    )
