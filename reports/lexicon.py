"""Where each term of the glossary is shown: the report that has it among its figures, or else in a table."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache

from reports.figure import Report
from reports.glossary import TERMS
from reports.option import read_options
from reports.period import read_period
from reports.question import Question
from reports.registry import REPORTS, Kind
from reports.site import Site

_BOARD = REPORTS[0]
"""It shows what other reports explain better: its own are the terms that stand nowhere else."""
_ORDER = (*REPORTS[1:], _BOARD)
_ANY_SITE = Site("", "", "UTC", "EUR")
_ANY_DAY = datetime(2026, 1, 31, 12, tzinfo=UTC)


@cache
def lexicon() -> tuple[tuple[Kind | None, tuple[str, ...]], ...]:
    """The keys of all terms under the report that shows them, in the order of the navigation; None: elsewhere.

    A report says what it shows without a database: it is asked with one that has no rows.
    """
    reports = [(kind, _without_rows(kind)) for kind in _ORDER]
    place: dict[str, Kind] = {}
    for keys_of in (_of_figures, _of_tables):
        for kind, report in reports:
            for key in keys_of(report):
                place.setdefault(key, kind)
    by_kind = [(kind, tuple(key for key in TERMS if place.get(key) is kind)) for kind in (*_ORDER, None)]
    return tuple((kind, keys) for kind, keys in by_kind if keys)


def _without_rows(kind: Kind) -> Report:
    question = Question(_ANY_SITE, read_period({}, "UTC", _ANY_DAY), options=read_options(kind.options, {}))
    return kind.report(lambda _sql, _params: [], question)


def _of_figures(report: Report) -> Iterator[str]:
    if report.key != _BOARD.name:
        yield from (figure.key for figure in report.figures)


def _of_tables(report: Report) -> Iterator[str]:
    yield from (figure.key for figure in report.figures)
    for table in report.tables:
        yield from (column.key for column in (*table.labels, *table.columns))
