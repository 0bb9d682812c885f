"""One of each component in each of its states, made of invented numbers: what the style page shows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from reports import display
from reports.annotation import Annotation
from reports.audience.audience import OF_AN_HOUR
from reports.audience.heat import busiest, heat
from reports.board import CONVERSION_RATE, LEADS, PAGE_VIEWS, SCROLL_DEPTH, VISITORS
from reports.bounce_rate.bounce_rate import BOUNCE_RATE, SESSIONS
from reports.choice import Choice
from reports.content.content import DEPTHS, MEASURED, PAGES, SECTIONS
from reports.content.outline import outline
from reports.figure import Column, Measure, NextStep, Report, Row, Table, figure, series, table
from reports.filter import Filter
from reports.goal import Goal
from reports.interest_matrix import interest_matrix
from reports.interest_matrix.interest_matrix import QUADRANT
from reports.language import N_
from reports.lead_funnel.lead_funnel import OF_A_STEP
from reports.paths.paths import FLOWS, diagram
from reports.period import bucket_name, read_period
from reports.query import Answer
from reports.question import Question
from reports.session_time.session_time import SESSION_TIME
from reports.site import Site
from reports.statement import Counted
from reports.words import Words

LONG = "/blog/combien-coute-une-cuisine-equipee-sur-mesure-en-2026-guide-complet"
NOTES = (
    (3, "Nouvelle page d’accueil"),
    (16, "Salon de l’habitat à Nantes"),
    (16, "Article dans Ouest-France"),
    (
        17,
        "Envoi de la lettre d’automne à tous ceux qui ont demandé un devis de cuisine depuis le début de l’année",
    ),
)
"""Days after the first, and what is noted on them: two on one day, one on the next."""
CPL = Measure("cpl", "money", "cost", "leads")
NOW = {
    "visitors": 12_345, "leads": 18, "converting_visitors": 18, "bounces": 480, "sessions": 1000,
    "total_seconds": 150_000, "page_views": 2100, "total_scroll": 61_000, "measured_page_views": 900, "cost": None,
}  # fmt: skip
BEFORE = NOW | {"visitors": 9_800, "leads": 30, "converting_visitors": 30, "bounces": 482, "page_views": 2090}
CHANNELS = ("Organic Search", "Direct", "Paid Search", "Paid Social", "Organic Social", "Email", "Referral",
            "AI Assistants", "Display", "Affiliates", "SMS", "Organic Video")  # fmt: skip


def sample(site: Site, now: datetime) -> Report:
    """A report of invented numbers. now: an aware moment."""
    board = (Goal("visitors", 10_000), Goal("leads", 60), Goal("cpl", 20))
    period = read_period({}, site.timezone, now)
    noted = tuple(Annotation(period.current.first + timedelta(days=day), text) for day, text in NOTES)
    filters = (Filter("channel", "is_not", ("Direct",)), Filter("entry_page", "contains", (LONG,)))
    question = Question(replace(site, board=board, annotations=noted), period, filters)
    counted = _counted([NOW], [BEFORE])
    measures = (VISITORS, LEADS, CONVERSION_RATE, BOUNCE_RATE, SESSION_TIME, PAGE_VIEWS, SCROLL_DEPTH, CPL)
    days = [
        {"bucket": bucket_name(day), "visitors": 300 + 40 * (number % 7)} for number, day in enumerate(period.buckets())
    ]
    before = [day | {"visitors": 180 + 30 * (number % 5)} for number, day in enumerate(days)]
    return Report(
        "overview",
        question,
        tuple(figure(measure, counted) for measure in measures),
        (series(VISITORS, _counted(days, before), period),),
        (
            _table("channels", "channel", [{"channel": name} for name in CHANNELS]),
            replace(_table("pages", "path", [{"path": LONG}, {"path": "/"}, {"path": ""}]), cut=True),
            _table("magnets", "magnet", []),
            _steps(),
            _wide(),
            *_drawn(),
        ),
        (
            NextStep("uncontacted", count=4, whole=18),
            NextStep("no_lead", "devis-cuisine-automne", amount=320, usual=18.5),
            NextStep("blocking", "sql", 3, 14),
        ),
    )


def _counted(rows: list[dict[str, Any]], before: list[dict[str, Any]] | None = None) -> Counted:
    sql = "-- Invented numbers.\nselect 1"
    return Counted(rows, before, sql, {}, Answer(rows, 1234))


def _table(key: str, label: str, names: list[dict[str, str]]) -> Any:
    rows = [
        name | {"sessions": 1000 // (number + 1), "bounces": 400 // (number + 2)} for number, name in enumerate(names)
    ]
    measures = (SESSIONS, BOUNCE_RATE)
    kinds: Mapping[str, Any] = {"channel": "channel", "path": "path", "magnet": "magnet"}
    return table(
        key, [Column(label, kinds[label])], measures, _counted(rows), shown=["sessions", "bounce_rate"], bar="sessions"
    )


def _steps() -> Any:
    passed = (
        ("lead", 16, 1200, 0),
        ("mql", 14, 18, 0),
        ("sql", 3, 14, 1),
        ("opportunity", 3, 3, 0),
        ("customer", 0, 3, 0),
    )
    rows: list[Row] = [
        {"lead_step": step, "reached": n, "previous_reached": of, "dropped": of - n, "is_blocking": blocks}
        for step, n, of, blocks in passed
    ]
    return table(
        "lead_steps",
        [Column("lead_step", "lead_step")],
        OF_A_STEP,
        _counted([dict(row) for row in rows]),
        shown=[measure.key for measure in OF_A_STEP],
        bar="step_rate",
    )


def _wide() -> Any:
    """More figures than a phone is wide, some of which are not there."""
    seen: Row = {"path": LONG, "page_views": 1234, "visitors": 876, "entries": 543, "exits": 210}
    read: Row = {"total_engaged_seconds": 98765.0, "total_scroll": 65432, "measured_page_views": 1000}
    unread: Row = {"path": "/", "page_views": 98, "visitors": 76, "entries": None, "exits": None}
    unmeasured: Row = {"total_engaged_seconds": 4321.0, "total_scroll": 0, "measured_page_views": 0}
    return table(
        "read_pages",
        [Column("path", "path")],
        PAGES,
        _counted([{**seen, **read}, {**unread, **unmeasured}]),
        shown=[measure.key for measure in PAGES],
        bar="page_views",
    )


def _drawn() -> tuple[Table, ...]:
    """What is drawn of tables: a week of hours, ways, a page as far as it is read with its sections, quadrants."""
    hours = [
        {"weekday": day, "hour": hour, "hour_visitors": 3 * day * (hour % 12), "hour_leads": int(day == hour)}
        for day in range(1, 6)
        for hour in range(7, 21)
    ]
    ways = (("start", "", 1, "page", "/", 60), ("start", "", 1, "page", LONG, 30), ("start", "", 1, "left", "", 10),
            ("page", "/", 2, "page", LONG, 40), ("page", "/", 2, "other", "", 15), ("page", "/", 2, "left", "", 5),
            ("page", LONG, 2, "left", "", 30))  # fmt: skip
    flows = [
        {"from_kind": one, "flow_from": page, "flow_step": step, "to_kind": other, "flow_to": following}
        | {"flow_sessions": sessions, "from_sessions": 100}
        for one, page, step, other, following, sessions in ways
    ]
    read = {f"reached_{depth}_views": 1000 - 9 * depth for depth in range(10, 101, 10)}
    sections = [
        {"path": LONG, "section": name, "section_showings": shown, "page_views": 1100, "least_scroll": depth}
        for name, shown, depth in (
            ("introduction", 1050, 12),
            ("combien-coute-une-cuisine-equipee-sur-mesure", 700, 46),
            ("prix", 690, 47),
            ("avis", 120, 88),
        )
    ]
    quadrants = [
        {"quadrant": key, "leads": leads, "customers": customers, "revenue": 1500.0 * customers}
        for key, leads, customers in (("both", 6, 3), ("interesting", 3, 0), ("interested", 9, 1))
    ]
    return (
        _plain_table("hours", Column("weekday", "weekday"), "hour_visitors", OF_AN_HOUR, hours),
        _plain_table("flows", Column("flow_from", "way"), "flow_sessions", FLOWS, flows),
        _plain_table(
            "scroll_map",
            Column("path", "path"),
            "measured_page_views",
            (MEASURED, *DEPTHS),
            [{"path": LONG, "measured_page_views": 1000} | read],
        ),
        _plain_table("sections", Column("path", "path"), "section_showings", SECTIONS, sections),
        _plain_table("quadrants", Column("quadrant", "quadrant"), "leads", QUADRANT, quadrants),
    )


def _plain_table(key: str, label: Column, bar: str, measures: Sequence[Measure], rows: list[dict[str, Any]]) -> Table:
    return table(key, [label], measures, _counted(rows), shown=[], bar=bar)


def nothing(report: Report, words: Words) -> dict[str, Any]:
    """What the style page shows besides: what is drawn, a chart of too little, and the forms of options."""
    entered = "1999,50" if words.language == "fr" else "1999.50"
    pages, events = (("page:/", "/"), (f"page:{LONG}", LONG)), (("event:form_start", words.act("form_start")),)
    offered = (
        Choice("model", words.say(N_("Channel")), (("a", "A"), ("b", "B")), "b", said="B"),
        Choice(
            "step",
            words.say(N_("Step")),
            (),
            "page:/",
            said="/",
            groups=((words.say(N_("Pages")), pages), (words.say(N_("Events")), events)),
        ),
        Choice("margin", words.say(N_("Cost per lead (CPL)")), (), entered, "amount", words.amount(1999.5)),
    )
    drawn = [heat(report, measure.key, words) for measure in OF_AN_HOUR]
    return {
        **interest_matrix.besides(report, words),
        "offered": offered,
        "first_rows": display.FIRST_ROWS,
        "heats": [one for one in drawn if one],
        "busiest": busiest(report, words),
        "diagram": diagram(report, words),
        "outline": outline(report, "", words),
        "step_offers": [(words.say(N_("A page seen")), pages), (words.say(N_("Something done")), events)],
        "steps_asked": [("page:/", ""), ("page:/blog/*", words.mark("page:/blog/*"))],
        "limits": [("3600", words.say(N_("one hour")))],
        "beside": display.chart(report, "visitors", words),
    }
