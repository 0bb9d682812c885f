"""Asks a report its question, whoever asks: a page, a program, or a command that writes files."""

from collections.abc import Mapping
from datetime import datetime

from reports.figure import Report
from reports.filter import Filter
from reports.option import read_options
from reports.period import measured_since, read_period
from reports.query import Query
from reports.question import Question
from reports.registry import Kind
from reports.segment import Segment
from reports.site import Site
from reports.statement import first_event


def ask(
    kind: Kind,
    site: Site,
    parameters: Mapping[str, str],
    filters: tuple[Filter, ...],
    segment: Segment | None,
    query: Query,
    now: datetime,
) -> Report:
    """The report. parameters: its days and options, as in an address. now: an aware instant. Raises BadParameter."""
    if kind.window is not None:
        period = kind.window(site.timezone, now)
    else:
        period = measured_since(read_period(parameters, site.timezone, now), first_event(query, site))
    return kind.report(query, Question(site, period, filters, read_options(kind.options, parameters), segment))
