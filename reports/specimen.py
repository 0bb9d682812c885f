"""One of each component in each of its states, made of invented numbers: what the style page shows."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from reports import display
from reports.annotation import Annotation
from reports.board import CONVERSION_RATE, LEADS, PAGE_VIEWS, SCROLL_DEPTH, VISITORS
from reports.bounce_rate.bounce_rate import BOUNCE_RATE, SESSIONS
from reports.choice import Choice
from reports.content.content import PAGES
from reports.figure import Column, Measure, NextStep, Report, Row, figure, series, table
from reports.filter import Filter
from reports.goal import Goal
from reports.language import N_
from reports.lead_funnel.lead_funnel import OF_A_STEP
from reports.period import bucket_name, read_period
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
        ),
        (
            NextStep("uncontacted", count=4, whole=18),
            NextStep("no_lead", "devis-cuisine-automne", amount=320, usual=18.5),
            NextStep("blocking", "sql", 3, 14),
        ),
    )


def _counted(rows: list[dict[str, Any]], before: list[dict[str, Any]] | None = None) -> Counted:
    sql = "-- Invented numbers.\nselect 1"
    return Counted(rows, before, sql, {}, frozenset(rows[0] if rows else ()), 1234)


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


def nothing(words: Words) -> dict[str, Any]:
    """What the style page shows besides: a chart of too little, and the form of options."""
    offered = (
        Choice("model", words.say(N_("Channel")), (("a", "A"), ("b", "B")), "b", said="B"),
        Choice("margin", words.say(N_("Cost per lead (CPL)")), (), "1999.50", "amount", words.amount(1999.5)),
    )
    return {"offered": offered, "first_rows": display.FIRST_ROWS}
