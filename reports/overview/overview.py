"""The board: how many visitors and leads, from where, and by which pages and magnets."""

from reports.bounce_rate.bounce_rate import BOUNCE_RATE, SESSIONS
from reports.channel_attribution.channel_attribution import by_channel
from reports.figure import Column, Figure, Measure, Report, Series, figure, series, table
from reports.language import N_
from reports.magnet_conversion import magnet_conversion as magnets
from reports.query import Query
from reports.question import Question
from reports.session_time.session_time import SESSION_TIME
from reports.statement import count
from reports.words import Words, sentence, top_row

VISITORS = Measure("visitors", "count", "visitors")
CONVERSION_RATE = Measure("conversion_rate", "percent", "converting_visitors", "visitors", 100)
PAGE_VIEWS = Measure("page_views", "count", "page_views")
SCROLL_DEPTH = Measure("scroll_depth", "percent", "total_scroll", "measured_page_views")
LEADS = Measure("leads", "count", "leads")
PAGE_TIME = Measure("page_time", "seconds", "total_engaged_seconds", "page_views")

_SOURCES = (
    ("overview/sessions", "overview/trend", (VISITORS, SESSIONS, BOUNCE_RATE, SESSION_TIME, CONVERSION_RATE)),
    ("overview/page_views", "overview/page_views_trend", (PAGE_VIEWS, SCROLL_DEPTH)),
    ("overview/leads", "overview/leads_trend", (LEADS,)),
)
_ORDER = (
    "visitors",
    "leads",
    "conversion_rate",
    "sessions",
    "page_views",
    "bounce_rate",
    "session_time",
    "scroll_depth",
)


def report(query: Query, question: Question) -> Report:
    """The report's figures, from counts."""
    figures: dict[str, Figure] = {}
    trends: dict[str, Series] = {}
    for totals_name, trend_name, measures in _SOURCES:
        totals = count(query, totals_name, question)
        trend = count(query, trend_name, question)
        figures |= {measure.key: figure(measure, totals) for measure in measures}
        trends |= {measure.key: series(measure, trend, question.period) for measure in measures}
    channels = by_channel(query, question, ["sessions", "leads_last", "session_conversion"])
    pages = table(
        "pages",
        [Column("path", "path")],
        (PAGE_VIEWS, VISITORS, SCROLL_DEPTH, PAGE_TIME),
        count(query, "overview/pages", question, compare=False),
        shown=["page_views", "visitors", "scroll_depth", "page_time"],
        bar="page_views",
    )
    by_magnet = table(
        "magnets",
        [Column("magnet", "magnet")],
        (magnets.SHOWN, magnets.COMPLETED, magnets.MAGNET_CONVERSION, magnets.LEADS, magnets.CUSTOMERS),
        count(query, "magnet_conversion/magnets", question, compare=False),
        shown=["shown_visitors", "magnet_conversion", "magnet_leads", "customers"],
        bar="shown_visitors",
    )
    return Report(
        "overview",
        question,
        tuple(figures[key] for key in _ORDER),
        tuple(trends[key] for key in _ORDER),
        (channels, pages, by_magnet),
    )


def answer(report: Report, words: Words) -> str:
    """How many leads, more or fewer than before, and from where?"""
    visitors, leads = report.figure("visitors"), report.figure("leads")
    if not visitors.value:
        return words.say(N_("No visitor in this period."))
    people = words.say_count("%(n)s visitor", "%(n)s visitors", visitors.value)
    if not leads.value:
        return words.say(
            N_("%(period)s, %(visitors)s and no lead yet."), period=words.over(report.period), visitors=people
        )
    opening = words.say(
        N_("%(period)s, %(leads)s from %(visitors)s"),
        period=words.over(report.period),
        visitors=people,
        leads=words.leads(leads.value),
    )
    return sentence(opening, words.more_leads(leads, report.period)) + _best_channel(report, words)


def _best_channel(report: Report, words: Words) -> str:
    best = top_row(report, "channels", "leads_last")
    if best is None:
        return ""
    return " " + words.say(
        N_("%(channel)s brings the most (%(n)s, by last touch)."),
        channel=words.channel(str(best["channel"])),
        n=words.cell(best, Column("leads_last", "count")),
    )
