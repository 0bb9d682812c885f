"""Over which intervals a rate is drawn: of few things a day it would swing from 0 to 100 % by chance."""

from datetime import date, timedelta
from statistics import median

from reports.figure import Report, Series

ENOUGH = {"percent": 20, "score": 10, "money": 20}
"""Things in an interval, by what is drawn of them: of fewer a rate, what one cost, or a score is chance."""
FEWEST_POINTS = 3
"""Of fewer points a line tells nothing over time."""
_LONGER = {"day": ("week", "month"), "week": ("month",)}


def drawn_first(report: Report) -> str:
    """The figure that is drawn as long as the reader asks for none; empty if nothing is known of any.

    The first of which anything is known; one that is steady at some interval goes before one that never is.
    """
    known = [series for series in report.series if series.is_known]
    steady = [series.key for series in known if _is_steady(series, _fitting(series))]
    return next(iter((*steady, *(series.key for series in known))), "")


def steady_interval(report: Report, charted: str) -> str:
    """The interval by which a figure is drawn unless the reader asks for one: the report's, or a longer one."""
    series = report.trend(charted)
    return report.period.interval if series is None else _fitting(series)


def _fitting(series: Series) -> str:
    """The shortest interval, from the series' own on, at which it is steady; else the longest that leaves a line."""
    fitting = series.interval
    for interval in _LONGER.get(series.interval, ()):
        if _is_steady(series, fitting):
            break
        if len(_counts(series, interval)) >= FEWEST_POINTS:
            fitting = interval
    return fitting


def _is_steady(series: Series, interval: str) -> bool:
    """Whether half of the intervals that have anything have enough; so is whatever is no rate."""
    if len(series.columns) < 2 or series.unit not in ENOUGH:
        return True
    counts = [count for count in _counts(series, interval) if count]
    return not counts or median(counts) >= ENOUGH[series.unit]


def _counts(series: Series, interval: str) -> list[float]:
    """How many things the rate is of, in each interval."""
    counts: dict[date, float] = {}
    for point in series.points:
        begin = _begin(point.first, interval)
        counts[begin] = counts.get(begin, 0) + (point.denominator or 0)
    return list(counts.values())


def _begin(day: date, interval: str) -> date:
    if interval == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if interval == "week" else day
