"""What a site's people have noted on a day, and the intervals that hold those days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Annotation:
    """A note on a day of the site's time zone."""

    day: date
    text: str


def between(annotations: Iterable[Annotation], first: date, last: date) -> tuple[Annotation, ...]:
    """Those of the days from first to last."""
    return tuple(one for one in annotations if first <= one.day <= last)


def of_intervals(
    annotations: Sequence[Annotation], spans: Iterable[tuple[date, date]], interval: str
) -> list[tuple[Annotation, ...]]:
    """Those that each interval holds, given by its first and last day, or hour.

    Of a day's hours it is the first; in minutes no day has a place.
    """
    left = () if interval == "minute" else tuple(annotations)
    held = []
    for first, last in spans:
        found = between(left, _day(first), _day(last))
        left = tuple(one for one in left if one not in found)
        held.append(found)
    return held


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
