"""How many came before the tag was in place? What another counter said, as it was imported, and in no other figure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from reports.figure import Column, Measure, Report, figure, series, table
from reports.language import N_
from reports.query import Query
from reports.question import Question
from reports.statement import count
from reports.words import Words, sentence

VISITORS = Measure("imported_visitors", "count", "imported_visitors")
SESSIONS = Measure("imported_sessions", "count", "imported_sessions")
PAGE_VIEWS = Measure("imported_page_views", "count", "imported_page_views")
BOUNCES = Measure("imported_bounce_rate", "percent", "imported_bounces", "judged_sessions", 100)
FIGURES = (VISITORS, SESSIONS, PAGE_VIEWS, BOUNCES)
COUNTERS = (
    Measure("told_days", "count", "told_days"),
    Measure("told_visitors", "count", "told_visitors"),
    Measure("told_sessions", "count", "told_sessions"),
    Measure("told_page_views", "count", "told_page_views"),
)
LABELS = (Column("counter", "text"), Column("first_told", "day"), Column("last_told", "day"))


def report(query: Query, question: Question) -> Report:
    """The report's figures, from counts."""
    # It speaks of days on which the site was not measured here.
    asked = replace(question, period=replace(question.period, measured_from=None, incomparable=False))
    counted = count(query, "history/history", asked)
    trend = count(query, "history/trend", asked)
    counters = count(query, "history/counters", asked, compare=False)
    return Report(
        "history",
        asked,
        tuple(figure(measure, counted) for measure in FIGURES),
        tuple(series(measure, trend, asked.period) for measure in FIGURES),
        (
            table(
                "counters",
                LABELS,
                COUNTERS,
                counters,
                shown=[measure.key for measure in COUNTERS],
                bar="told_visitors",
            ),
        ),
    )


def besides(report: Report, words: Words) -> Mapping[str, object]:
    """The days of all that was imported, for who looks at a period without any."""
    rows = report.table("counters").rows
    days = sorted(str(row[key]) for row in rows for key in ("first_told", "last_told"))
    told = {"from": days[0], "to": days[-1]} if days else {}
    first, last = (date.fromisoformat(days[place]) for place in (0, -1)) if days else (None, None)
    return {"told": told, "told_days": words.days(first, last) if first and last else ""}


def answer(report: Report, words: Words) -> str:
    """How many came before?"""
    rows = report.table("counters").rows
    if not rows:
        return words.say(N_("No history of another counter was imported yet."))
    visitors, sessions = report.figure("imported_visitors"), report.figure("imported_sessions")
    counters = ", ".join(str(row["counter"]) for row in rows)
    if visitors.value is None and sessions.value is None:
        return words.say(
            N_("No imported data for these days. What %(counters)s recorded is listed below."), counters=counters
        )
    return sentence(
        words.say(
            N_("%(period)s, %(counters)s counted %(visitors)s"),
            period=words.over(report.period),
            counters=counters,
            visitors=words.say_count("%(n)s visitor, day by day", "%(n)s visitors, day by day", visitors.value or 0),
        ),
        "" if sessions.value is None else words.say_count("in %(n)s session", "in %(n)s sessions", sessions.value),
    )
