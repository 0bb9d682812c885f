"""The board: how many visitors, leads and customers, at what cost, from where, and by which pages and magnets."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reports.acquisition_cost import option as costs
from reports.board import LEADS, PAGE_VIEWS, SCROLL_DEPTH, SOURCES, goals_of
from reports.bounce_rate.bounce_rate import SESSIONS
from reports.figure import Column, Figure, Measure, Report, Row, Table, figure, plain, series, table
from reports.language import N_
from reports.lead_funnel.lead_funnel import funnels, of_whom, steps_table
from reports.magnet_conversion import magnet_conversion as magnets
from reports.option import read_options
from reports.overview.next_step import next_steps, say_next
from reports.query import Query
from reports.question import Question
from reports.statement import Counted, count
from reports.words import MOST_NAMED, Words, of_column, sentence, top_rows

CHANGES = (
    Measure("part_leads", "count", "part_leads"),
    Measure("leads_before", "count", "leads_before"),
    Measure("leads_change", "change", "leads_change"),
    Measure("part_sessions", "count", "part_sessions"),
    Measure("sessions_before", "count", "sessions_before"),
    Measure("sessions_change", "change", "sessions_change"),
)
LEADS_LAST = Measure("leads_last", "count", "leads_last")
BY_CHANNEL = (
    SESSIONS,
    LEADS_LAST,
    Measure("session_conversion", "percent", "leads_last", "sessions", 100),
    Measure("customers_last", "count", "customers_last"),
    Measure("cost", "money", "cost"),
    Measure("cpl", "money", "cost", "leads_last"),
)
PAGE_TIME = Measure("page_time", "seconds", "total_engaged_seconds", "page_views")


def report(query: Query, question: Question) -> Report:
    """The report's figures, from counts."""
    goals = goals_of(question.site.board)
    chosen = {goal.key for goal in goals}
    counts: list[tuple[Measure, Counted, Counted]] = []
    for source in SOURCES:
        measures = [measure for measure in source.measures if measure.key in chosen]
        if measures:
            asked = replace(question, options=source.asked())
            totals = count(query, source.totals, asked)
            trend = count(query, source.trend, asked) if source.trend else totals
            counts += [(measure, totals, trend) for measure in measures]
    by_channel = count(query, "overview/channels", question, compare=False)
    by_page = count(query, "overview/pages", question, compare=False)
    of_magnets = count(query, "overview/magnets", question, compare=False)
    changed = None if question.period.previous is None else count(query, "overview/changes", question, compare=False)
    by_campaign = campaigns(query, question)
    steps = steps_table(query, question)
    figures = {measure.key: figure(measure, totals) for measure, totals, _ in counts}
    trends = {measure.key: series(measure, trend, question.period) for measure, _, trend in counts}
    channels = table(
        "channels",
        [Column("channel", "channel")],
        BY_CHANNEL,
        by_channel,
        shown=["sessions", "leads_last", "session_conversion", "cost", "cpl"],
        bar="leads_last",
    )
    pages = table(
        "pages",
        [Column("path", "path")],
        (PAGE_VIEWS, SCROLL_DEPTH, PAGE_TIME, LEADS_LAST),
        by_page,
        shown=["page_views", "scroll_depth", "page_time", "leads_last"],
        bar="page_views",
    )
    by_magnet = table(
        "magnets",
        [Column("magnet", "magnet")],
        (magnets.SHOWN, magnets.COMPLETED, magnets.MAGNET_CONVERSION, magnets.LEADS, magnets.CUSTOMERS),
        of_magnets,
        shown=["shown_visitors", "completed_visitors", "magnet_conversion", "magnet_leads", "customers"],
        bar="shown_visitors",
    )
    changes = () if changed is None else (changes_table(changed),)
    return Report(
        "overview",
        question,
        tuple(figures[goal.key] for goal in goals),
        tuple(trends[goal.key] for goal in goals),
        (channels, steps, pages, by_magnet, *changes),
        next_steps(
            next(totals.row for measure, totals, _ in counts if measure is LEADS),
            steps.rows,
            by_campaign,
            changes[0].rows if changes else (),
            next((goal.target for goal in question.site.board if goal.key == "cac"), None),
        ),
    )


def campaigns(query: Query, question: Question) -> Sequence[Row]:
    """What each campaign cost and brought, as the report on costs has it."""
    asked = replace(question, options=read_options(costs.OPTIONS, {}))
    return count(query, "acquisition_cost/campaigns", asked, compare=False).rows


def changes_table(counted: Counted) -> Table:
    """What moved leads and sessions against the period before."""
    return table(
        "changes",
        [Column("part", "part"), Column("part_kind", "part_kind")],
        CHANGES,
        counted,
        shown=[measure.key for measure in CHANGES],
        bar="part_leads",
    )


def besides(report: Report, words: Words) -> Mapping[str, object]:
    """What moved most, the funnel drawn, of whom it speaks, and what to do next, in words."""
    return {
        "moved": moved(report, words),
        "funnels": funnels(report, words),
        "of_whom": " ".join(filter(None, (of_whom(report, words), _sent(report, words), words.say(_SINCE)))),
        "of_magnets": words.say(_SINCE),
        "next_steps": [say_next(step, words) for step in report.next_steps],
    }


_SINCE = N_("Customers are those among the leads created in the period.")


def _sent(report: Report, words: Words) -> str:
    """Why fewer visitors became leads than sent a form; empty where they are as many, or the board does not say it."""
    shown: Mapping[str, Figure] = {figure.key: figure for figure in report.figures}
    became = next((row["reached"] for row in report.table("lead_steps").rows if row["lead_step"] == "lead"), None)
    sent = shown["conversion_rate"].numerator if "conversion_rate" in shown else None
    if sent is None or became is None or sent == plain(became):
        return ""
    return words.say_count(
        "%(n)s visitor sent a form, %(became)s became a new lead: a form of somebody already known makes none.",
        "%(n)s visitors sent a form, %(became)s became new leads: a form of somebody already known makes none.",
        sent,
        became=words.value(plain(became), "count"),
    )


def moved(report: Report, words: Words) -> str:
    """What moved leads most, or sessions where leads did not move; empty without a comparison or a move."""
    rows = [row for found in report.tables if found.key == "changes" for row in found.rows if row["part"]]
    for change, now, before, said in (
        (
            "leads_change",
            "part_leads",
            "leads_before",
            N_("The biggest change in leads comes from %(part)s: %(now)s, against %(before)s before."),
        ),
        (
            "sessions_change",
            "part_sessions",
            "sessions_before",
            N_("The biggest change in sessions comes from %(part)s: %(now)s, against %(before)s before."),
        ),
    ):
        row = _moved_most(rows, change)
        if row is not None:
            part = words.say(
                N_("%(kind)s “%(name)s”"),
                kind=words.dimension(str(row["part_kind"])).lower(),
                name=words.named(str(row["part_kind"]), str(row["part"])),
            )
            return words.say(
                said,
                part=part,
                now=words.cell(row, Column(now, "count")),
                before=words.cell(row, Column(before, "count")),
            )
    return ""


def _moved_most(rows: Sequence[Row], change: str) -> Row | None:
    """What moved most; None where others of its kind moved as much. A channel and a page may tell of the same leads."""
    most = top_rows(rows, lambda row: abs(plain(row[change]) or 0))
    return next((row for row in most if [one["part_kind"] for one in most].count(row["part_kind"]) == 1), None)


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
    """The channel that brings most leads, or those that are level, unless they are many."""
    best = top_rows(report.table("channels").rows, of_column("leads_last"))
    if not best or len(best) > MOST_NAMED:
        return ""
    message = (
        N_("%(channel)s brings the most: %(n)s, by last touch.")
        if len(best) == 1
        else N_("%(channel)s bring the most: %(n)s each, by last touch.")
    )
    return " " + words.say(
        message,
        channel=words.together([words.head(row, Column("channel", "channel")) for row in best]),
        n=words.cell(best[0], Column("leads_last", "count")),
    )
