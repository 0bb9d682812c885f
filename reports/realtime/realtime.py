"""What is happening on the site now? The last 30 minutes, minute by minute."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from reports.figure import Column, Measure, Report, figure, series, table
from reports.language import N_
from reports.period import Period, Window
from reports.query import Query
from reports.question import Question
from reports.statement import count
from reports.words import Words

MINUTES = 30

CURRENT = Measure("current_visitors", "count", "current_visitors")
RECENT = Measure("recent_visitors", "count", "recent_visitors")
PAGE_VIEWS = Measure("recent_page_views", "count", "page_views")
LEADS = Measure("recent_leads", "count", "leads")

BREAKDOWNS = (
    ("recent_pages", Column("path", "path")),
    ("recent_channels", Column("channel", "channel")),
    ("recent_countries", Column("country", "country")),
)


def last_minutes(timezone: str, now: datetime) -> Period:
    """The last 30 whole minutes and the one that runs."""
    end = now.astimezone(UTC)
    start = end.replace(second=0, microsecond=0) - timedelta(minutes=MINUTES)
    zone = ZoneInfo(timezone)
    window = Window(start.astimezone(zone).date(), end.astimezone(zone).date(), start, end)
    return Period("realtime", window, None, "minute", timezone, True, now, "none")


def report(query: Query, question: Question) -> Report:
    """The report's figures, from counts."""
    totals = count(query, "realtime/realtime", question)
    trend = count(query, "realtime/trend", question)
    tables = tuple(
        table(
            key,
            [label],
            (RECENT, PAGE_VIEWS),
            count(query, f"realtime/{key}", question),
            shown=["recent_visitors", "recent_page_views"],
            bar="recent_visitors",
        )
        for key, label in BREAKDOWNS
    )
    return Report(
        "realtime",
        question,
        tuple(figure(measure, totals) for measure in (CURRENT, RECENT, PAGE_VIEWS, LEADS)),
        tuple(series(measure, trend, question.period) for measure in (RECENT, PAGE_VIEWS)),
        tables,
    )


def answer(report: Report, words: Words) -> str:
    """How many are on the site, and how many were?"""
    recent = report.figure("recent_visitors").value or 0
    if not recent:
        return words.say(N_("Nobody was on the site in the last 30 minutes."))
    return words.say(
        N_("%(current)s on the site now, %(recent)s in the last 30 minutes."),
        current=words.say_count("%(n)s visitor", "%(n)s visitors", report.figure("current_visitors").value or 0),
        recent=words.value(recent, "count"),
    )
