"""The board: how many visitors, leads and customers, at what cost, from where, and by which pages and magnets."""

from collections.abc import Mapping
from dataclasses import replace

from reports.board import PAGE_VIEWS, SCROLL_DEPTH, SOURCES, VISITORS, goals_of
from reports.channel_attribution.channel_attribution import by_channel
from reports.figure import Column, Figure, Measure, Report, Series, figure, series, table
from reports.language import N_
from reports.magnet_conversion import magnet_conversion as magnets
from reports.query import Query
from reports.question import Question
from reports.statement import count
from reports.words import Words, sentence, top_row

PAGE_TIME = Measure("page_time", "seconds", "total_engaged_seconds", "page_views")


def report(query: Query, question: Question) -> Report:
    """The report's figures, from counts."""
    goals = goals_of(question.site.board)
    chosen = {goal.key for goal in goals}
    figures: dict[str, Figure] = {}
    trends: dict[str, Series] = {}
    for source in SOURCES:
        measures = [measure for measure in source.measures if measure.key in chosen]
        if measures:
            asked = replace(question, options=source.asked())
            totals, trend = count(query, source.totals, asked), count(query, source.trend, asked)
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
        tuple(figures[goal.key] for goal in goals),
        tuple(trends[goal.key] for goal in goals),
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
    return (
        sentence(opening, words.more_leads(leads, report.period))
        + _customers(report, words)
        + _best_channel(report, words)
    )


def _customers(report: Report, words: Words) -> str:
    """How many customers were won and what a lead cost, where the board says so."""
    shown: Mapping[str, Figure] = {figure.key: figure for figure in report.figures}
    won, cpl = shown.get("new_customers"), shown.get("cpl")
    said = ""
    if won is not None and won.value:
        said += " " + words.say_count("%(n)s customer won.", "%(n)s customers won.", won.value)
    if cpl is not None and cpl.value is not None:
        said += " " + words.say(N_("A lead cost %(cpl)s."), cpl=words.value(cpl.value, "money"))
    return said


def _best_channel(report: Report, words: Words) -> str:
    best = top_row(report, "channels", "leads_last")
    if best is None:
        return ""
    return " " + words.say(
        N_("%(channel)s brings the most (%(n)s, by last touch)."),
        channel=words.channel(str(best["channel"])),
        n=words.cell(best, Column("leads_last", "count")),
    )
