"""Every model, every choice and every table of the attribution against numbers worked out by hand."""

from __future__ import annotations

import doctest
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from html import unescape
from itertools import pairwise, permutations
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collector.migrate import SCHEMA
from collector.session import session_bound
from reports.attribution import journeys, markov
from reports.attribution.markov import MOST_VALUES, Step, shares
from reports.attribution.models import DIVIDED, WHOLE, models
from reports.attribution.option import BY, OPTIONS, with_options
from reports.conversion import Conversion
from reports.display import breakdown
from reports.figure import Table
from reports.filter import read_filters
from reports.funnel.funnel import with_steps
from reports.journey import conversion_name
from reports.magnet import Magnet
from reports.period import read_period
from reports.question import Question
from reports.site import Site
from reports.statement import Counted, count, statement
from reports.words import Words
from tests.docs.page import read_page, section
from tests.reports.conftest import IN_BOTH, NOW, SITE, THREE_DAYS, Database, Story, application

MODELS = (*WHOLE, *DIVIDED)
SOCIAL = {"channel": "Organic Social", "source": "Instagram", "medium": "social"}
SEARCH = {"channel": "Organic Search", "source": "Google", "medium": "organic"}
EMAIL = {
    "channel": "Email",
    "source": "Brevo",
    "medium": "email",
    "utm_campaign": "novembre",
    "utm_content": "haut",
    "utm_term": "toit",
}


def _noon(day: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=UTC)


def tell_journeys(story: Story) -> list[dict[str, Any]]:
    """Five visitors known over several days, as with consent; the figures of the tests come from these lines."""
    # Lead 1: Social on the 9th, direct on the 10th and 11th, e-mail on the 12th, and the form at once.
    story.session(1, _noon(9), **SOCIAL)(0, "pageview", opens_touch=True)
    story.session(1, _noon(10))(0, "pageview")
    story.session(1, _noon(11))(0, "pageview")
    by_mail = story.session(1, _noon(12), **EMAIL)
    by_mail(0, "pageview", path="/offre", opens_touch=True)
    by_mail(0, "form_submit", path="/offre", form="contact", interaction=True)
    # Lead 2: directly on the 11th and the 12th.
    story.session(2, _noon(11))(0, "pageview")
    direct = story.session(2, _noon(12))
    direct(0, "pageview")
    lead_2 = direct(0, "form_submit", form="contact", interaction=True)
    # Lead 3: by search on 23 Oct., saw the guide; directly on the 12th, asked for the quote; becomes a customer.
    search = story.session(3, _noon(23, 10), **SEARCH)
    search(0, "pageview", path="/guide", opens_touch=True)
    search(5, "magnet_view", path="/guide", magnet="guide")
    direct = story.session(3, _noon(12))
    direct(0, "pageview")
    lead_3 = direct(0, "form_submit", magnet="devis", form="devis", interaction=True)
    # Visitor 4: by the e-mail, without a conversion.
    story.session(4, _noon(11), **EMAIL)(0, "pageview", opens_touch=True)
    # Visitor 5: by search; downloads the guide twice and uses the calculator, but sends no form.
    search = story.session(5, _noon(11), **SEARCH)
    search(0, "pageview", opens_touch=True)
    search(10, "download", magnet="guide", interaction=True)
    search(20, "download", magnet="guide", interaction=True)
    search(30, "calculette", interaction=True)
    # A machine and another site are nobody.
    story.session(6, _noon(11), bot="crawler")(0, "form_submit", interaction=True)
    story.session(7, _noon(11), site="other.example")(0, "form_submit", interaction=True)
    return [
        {"lead_id": lead_3, "ts": _noon(14), "id": UUID(int=1), "stage": "mql"},
        {"lead_id": lead_3, "ts": _noon(15), "id": UUID(int=2), "stage": "sql"},
        {"lead_id": lead_3, "ts": _noon(16), "id": UUID(int=3), "stage": "customer", "value": 300},
        {"lead_id": lead_2, "ts": _noon(16), "id": UUID(int=4), "stage": "mql"},
    ]


@pytest.fixture
def five_visitors(database: Database, story: Story) -> Database:
    if database.holds == "five_visitors":
        return database
    stages = tell_journeys(story)
    database.insert_events(story.events)
    database.insert_lead_events(stages)
    database.hold("five_visitors")
    return database


def asked(**options: str) -> Question:
    return with_options(Question(SITE, read_period(THREE_DAYS, SITE.timezone, NOW), options=options))


def credit(database: Database, site: Site = SITE, **options: str) -> Table:
    question = replace(asked(**options), site=site)
    steps = count(database.query, "attribution/transitions", question, compare=False)
    return models(journeys.count_journeys(database.query, question)["models"], question, steps)


def columns(table: Table, *names: str) -> dict[Any, Any]:
    """The first column to the others; a single one as it is, whatever is nothing left out."""
    key = table.labels[0].key
    rows = {row[key]: tuple(row[name] for name in names) for row in table.rows}
    kept = {value: row for value, row in rows.items() if any(row)}
    return {value: row[0] for value, row in kept.items()} if len(names) == 1 else kept


def near(expected: Mapping[str, Fraction | float]) -> Any:
    return pytest.approx({name: float(value) for name, value in expected.items()}, abs=1e-8)


EXPECTED: dict[str, dict[str, Fraction | float]] = {
    "first_touch": {"Organic Social": 1, "Direct": 1, "Organic Search": 1},
    "last_touch": {"Email": 1, "Direct": 2},
    # Lead 2 is known by direct touches only, and stays with them.
    "last_non_direct": {"Email": 1, "Direct": 1, "Organic Search": 1},
    # Lead 1: a quarter each, twice direct. Lead 2: direct. Lead 3: half and half.
    "linear": {"Organic Social": 0.25, "Direct": 2, "Email": 0.25, "Organic Search": 0.5},
    "position_based": {"Organic Social": 0.4, "Direct": 1.7, "Email": 0.4, "Organic Search": 0.5},
    # Half-life of a day. Lead 1: 1/8 + (1/4 + 1/2) + 1. Lead 3: twenty days back weighs 1 against 2 to the 20th.
    "time_decay": {
        "Organic Social": Fraction(1, 15),
        "Direct": Fraction(6, 15) + 1 + Fraction(2**20, 2**20 + 1),
        "Email": Fraction(8, 15),
        "Organic Search": Fraction(1, 2**20 + 1),
    },
    "shapley": {
        "Organic Social": Fraction(1, 3),
        "Direct": Fraction(1, 3) + 1 + Fraction(1, 2),
        "Email": Fraction(1, 3),
        "Organic Search": Fraction(1, 2),
    },
    # Five journeys start: 1/5 social, 1/5 direct, 2/5 search, 1/5 e-mail. Social goes on to direct; search to direct or
    # nothing, half each; direct to e-mail 1/3 or the conversion 2/3; e-mail to the conversion or nothing, half each.
    # To a conversion: from e-mail 1/2, direct 5/6, social 5/6, search 5/12. Reached: social 1/5, search 2/5,
    # direct 3/5, e-mail 2/5. Removal effects in parts of the journeys: 1/6, 1/6, 1/2 and 1/5, in sum 31/30.
    "markov": {
        "Organic Social": Fraction(15, 31),
        "Organic Search": Fraction(15, 31),
        "Direct": Fraction(45, 31),
        "Email": Fraction(18, 31),
    },
}


@IN_BOTH
def test_every_model_by_hand(five_visitors: Database) -> None:
    table = credit(five_visitors, half_life="1")
    for model in MODELS:
        assert columns(table, model) == near(EXPECTED[model]), model
        assert sum(row[model] for row in table.rows) == pytest.approx(3)  # type: ignore[misc]


@IN_BOTH
def test_conversions_look_back_and_direct_touches(five_visitors: Database) -> None:
    one = {"Direct": (0, 1), "Organic Search": (1, 0)}
    both = ("first_touch", "last_touch")
    assert columns(credit(five_visitors, conversion="customers"), *both) == one
    assert columns(credit(five_visitors, conversion="sql"), *both) == one
    assert columns(credit(five_visitors, conversion="mql"), *both) == {"Direct": (1, 2), "Organic Search": (1, 0)}
    revenue = credit(five_visitors, conversion="revenue")
    assert {column.kind for column in revenue.columns} == {"money"}
    assert columns(revenue, *both, "linear") == {"Direct": (0, 300, 150), "Organic Search": (300, 0, 150)}
    assert columns(revenue, "markov") == near({"Direct": 225, "Organic Search": 75})
    # Twice downloaded in one session is once achieved; lead 3 asked for the quote, not for the guide.
    assert columns(credit(five_visitors, conversion="magnet:guide"), *both) == {"Organic Search": (1, 1)}
    assert columns(credit(five_visitors, conversion="magnet:devis"), *both) == one
    assert columns(credit(five_visitors, conversion="event:download"), *both) == {"Organic Search": (1, 1)}
    assert columns(credit(five_visitors, conversion="event:calculette"), *both) == {"Organic Search": (1, 1)}
    assert credit(five_visitors, conversion="event:pageview").rows == ()
    # A week back, lead 3 is only known directly.
    week = credit(five_visitors, lookback="7")
    assert columns(week, "first_touch") == {"Organic Social": 1, "Direct": 2}
    # Without direct touches, lead 2 keeps its own; lead 1 is half social, half e-mail; lead 3 all search.
    excluded = credit(five_visitors, direct="excluded")
    assert columns(excluded, "linear") == {"Organic Social": 0.5, "Email": 0.5, "Direct": 1, "Organic Search": 1}


@IN_BOTH
def test_by_every_dimension(five_visitors: Database) -> None:
    expected = {
        "channel": {"Email": 1, "Direct": 2},
        "source": {"Brevo": 1, "(direct)": 2},
        "medium": {"email": 1, "(none)": 2},
        "campaign": {"novembre": 1, "": 2},
        "content": {"haut": 1, "": 2},
        "term": {"toit": 1, "": 2},
        "landing_page": {"/offre": 1, "/": 2},
        "magnet": {"devis": 1, "": 2},
    }
    assert tuple(expected) == BY.values
    for by, last in expected.items():
        assert columns(credit(five_visitors, by=by), "last_touch") == last, by
    # Lead 3 saw the guide and then asked for the quote: half each; the two others met no magnet.
    magnets = credit(five_visitors, by="magnet")
    assert columns(magnets, "first_touch") == {"guide": 1, "": 2}
    assert columns(magnets, "linear") == {"guide": 0.5, "devis": 0.5, "": 2}


@IN_BOTH
def test_journeys_lengths_lags_and_how_far_back(five_visitors: Database) -> None:
    question = asked()
    counted = journeys.count_journeys(five_visitors.query, question)
    path = journeys.paths(counted["journey_paths"], question)
    assert columns(path, "conversions", "conversion_share", "customers", "revenue") == {
        "Organic Search → Direct": (1, pytest.approx(100 / 3), 1, 300),
        "Direct": (1, pytest.approx(100 / 3), 0, 0),
        "Organic Social → Direct → Email": (1, pytest.approx(100 / 3), 0, 0),
    }
    assert columns(journeys.lengths(counted["journey_lengths"]), "conversions", "all_conversions") == {
        2: (2, 3),
        4: (1, 3),
    }
    # One, three and twenty days: the ranges from 1, from 2 and from 14 days.
    day = 86_400
    assert columns(journeys.lags(counted["journey_lags"]), "conversions") == {day: 1, 2 * day: 1, 14 * day: 1}
    figures = {figure.key: figure for figure in journeys.figures(counted["whole"])}
    assert figures["conversions"].value == 3
    assert (figures["several_days"].numerator, figures["several_days"].denominator) == (3, 3)
    assert figures["touches"].value == pytest.approx(8 / 3)
    of_a_week = journeys.count_journeys(five_visitors.query, asked(lookback="7"))
    week = {figure.key: figure for figure in journeys.figures(of_a_week["whole"])}
    assert (week["several_days"].numerator, week["several_days"].denominator) == (2, 3)
    goals = columns(journeys.goals(five_visitors.query, question), "conversions")
    assert goals == {
        "leads": 3,
        "mql": 2,
        "sql": 1,
        "customers": 1,
        "magnet:devis": 1,
        "magnet:guide": 1,
        "event:download": 1,
        "event:calculette": 1,
    }


def tell_a_guide(story: Story) -> None:
    """Of the guide the form is sent on the 10th, after which /merci is seen twice, and the file is fetched on the 12th;
    another visitor has the file from elsewhere, and reads /merci/guide.
    """
    social = story.session(1, _noon(10), **SOCIAL)
    social(0, "pageview", opens_touch=True)
    social(10, "form_submit", magnet="guide", form="guide", interaction=True)
    social(12, "pageview", 2, path="/merci")
    social(20, "pageview", 3, path="/merci")
    by_mail = story.session(1, _noon(12), **EMAIL)
    by_mail(0, "pageview", opens_touch=True)
    by_mail(10, "download", magnet="guide", interaction=True)
    search = story.session(2, _noon(11), **SEARCH)
    search(0, "pageview", path="/merci/guide", opens_touch=True)
    search(10, "download", magnet="guide", interaction=True)
    # In Paris the first day begins at 23:00: in this visit /merci and the event were first before it.
    late = story.session(3, datetime(2026, 11, 9, 22, 59, tzinfo=UTC))
    late(0, "pageview", path="/merci")
    late(10, "calculette", interaction=True)
    late(80, "calculette", interaction=True)
    late(90, "pageview", 2, path="/merci")


@IN_BOTH
@pytest.mark.parametrize(
    ("completes", "visitors", "last_touch"),
    [
        ("download", 2, {"Email": 1, "Organic Search": 1}),
        ("form", 1, {"Organic Social": 1}),
        ("attended", 1, {"Organic Social": 1}),
        ("", 2, {"Organic Social": 1, "Email": 1, "Organic Search": 1}),
    ],
)
def test_a_magnet_is_completed_by_what_is_declared_as_its_report_counts(
    database: Database, story: Story, completes: str, visitors: int, last_touch: dict[str, int]
) -> None:
    tell_a_guide(story)
    database.insert_events(story.events)
    declared = (Magnet("guide", "Le guide", "ebook", "/guide", completes),) if completes else ()
    site = replace(SITE, magnets=declared)
    found = credit(database, site, conversion="magnet:guide")
    assert columns(found, "last_touch") == last_touch
    assert sum(columns(found, "markov").values()) == pytest.approx(sum(last_touch.values()))
    question = replace(asked(), site=site)
    assert columns(journeys.goals(database.query, question), "conversions")["magnet:guide"] == sum(last_touch.values())
    counted = count(database.query, "magnet_conversion/magnet_conversion", question, compare=False)
    assert counted.row["completed_visitors"] == visitors
    steps = with_steps(replace(question, options={"step1": "page:/*", "step2": "magnet:guide"}))
    assert count(database.query, "funnel/steps", steps, compare=False).rows[-1]["step_visitors"] == visitors
    marks = count(database.query, "funnel/suggestions", steps, compare=False).rows
    assert {row["mark"]: row["times"] for row in marks}["magnet:guide"] == sum(last_touch.values())


@IN_BOTH
def test_a_page_that_was_reached_is_a_conversion(database: Database, story: Story) -> None:
    tell_a_guide(story)
    database.insert_events(story.events)
    marks = ("page:/merci", "page:/merci*", "event:download")
    site = replace(SITE, conversions=tuple(Conversion(mark, mark.upper()) for mark in marks))
    assert columns(credit(database, site, conversion="page:/merci"), "last_touch") == {"Organic Social": 1}
    both = credit(database, site, conversion="page:/merci*")
    assert columns(both, "first_touch") == {"Organic Social": 1, "Organic Search": 1}
    assert sum(columns(both, "markov").values()) == pytest.approx(2)
    assert (
        credit(database, site, conversion="page:/merci/*", by="landing_page").rows[0]["landing_page"] == "/merci/guide"
    )
    # What is named is listed beside what is a conversion without a name; an event counts as it did.
    goals = columns(journeys.goals(database.query, replace(asked(), site=site)), "conversions")
    assert goals == {"leads": 1, "magnet:guide": 3, "event:download": 2, "page:/merci": 1, "page:/merci*": 2}


def test_what_is_achieved_leaves_out_the_events_that_are_no_conversion() -> None:
    """The list of what was achieved reads events, and the view conversions too."""
    said = [
        re.findall(r"name not in (\(.+\))", text)
        for text in (statement("attribution/goals"), (SCHEMA / "views/conversions.sql").read_text("utf-8"))
    ]
    assert said[0] and said[0] == said[1]


@pytest.mark.usefixtures("five_visitors")
def test_named_conversions_are_called_so(five_visitors: Database) -> None:
    named = (Conversion("event:calculette", "Devis <calculé>"), Conversion("page:/offre", "Offre lue"))
    site = replace(SITE, conversions=named)
    reader = application(five_visitors.query, {SITE.name: site}, lambda: NOW).test_client()
    page = reader.get("/sites/atelier.fr/attribution", query_string={**THREE_DAYS, "conversion": "page:/offre"})
    chosen = re.search(r'<optgroup label="Conversions nommées">(.*?)</optgroup>', page.text, re.DOTALL)
    assert chosen
    assert re.findall(r"<option value=\"([^\"]+)\"( selected)?>([^<]+)</option>", chosen[1]) == [
        ("event:calculette", "", "Devis &lt;calculé&gt;"),
        ("page:/offre", " selected", "Offre lue"),
    ]
    assert page.text.count('value="event:calculette"') == 1
    sheet = reader.get(
        "/sites/atelier.fr/attribution.csv",
        query_string={**THREE_DAYS, "part": "conversion_kinds", "format": "excel"},
    ).text
    assert "Offre lue;1" in sheet
    funnel = reader.get(
        "/sites/atelier.fr/funnel", query_string=THREE_DAYS | {"step1": "page:/offre", "step2": "event:x"}
    )
    assert '<option value="page:/offre" selected>Offre lue</option>' in funnel.text
    assert "1. Offre lue" in funnel.text


@IN_BOTH
@pytest.mark.parametrize("then", [90, 30])
def test_two_leads_of_one_visit_are_two_conversions(
    then: int, database: Database, story: Story, reader: FlaskClient
) -> None:
    """Two people at one screen: the first bought for 100, the second, a minute later or at once, for 40; an e-mail came
    before.
    """
    story.session(1, _noon(11), **EMAIL)(0, "pageview", opens_touch=True)
    visit = story.session(1, _noon(12))
    visit(0, "pageview")
    one = visit(30, "form_submit", form="contact", interaction=True, person=1)
    other = visit(then, "form_submit", form="contact", interaction=True, person=2)
    database.insert_events(story.events)
    database.insert_lead_events(
        [
            {"lead_id": one, "ts": _noon(13), "id": UUID(int=1), "stage": "customer", "value": 100},
            {"lead_id": other, "ts": _noon(13), "id": UUID(int=2), "stage": "customer", "value": 40},
        ]
    )
    counted = journeys.count_journeys(database.query, asked())
    figures = {figure.key: figure for figure in journeys.figures(counted["whole"])}
    assert (figures["conversions"].value, figures["touches"].value) == (2, 2)
    path = journeys.paths(counted["journey_paths"], asked())
    assert columns(path, "conversions", "customers", "revenue") == {"Email → Direct": (2, 2, 140)}
    assert columns(credit(database, conversion="revenue"), "first_touch", "linear") == {
        "Email": (140, 70),
        "Direct": (0, 70),
    }
    channels, attribution = (
        reader.get(f"/sites/atelier.fr/{name}.json", query_string=THREE_DAYS).get_json()["tables"]
        for name in ("channel_attribution", "attribution")
    )
    first_and_last = [
        (row["channel"], row["revenue_first"], row["revenue_last"]) for row in channels["channels"]["rows"]
    ]
    assert first_and_last == [("Direct", 0, 140), ("Email", 140, 0)]
    assert {row["journeys"] for row in attribution["journey_steps"]["rows"]} == {2}


def test_touches_of_one_moment_have_one_order_everywhere(database: Database, story: Story, reader: FlaskClient) -> None:
    """A file tells its events by the second: four visitors arrive three times in one and send a form."""
    channels = ("Display", "Email", "Referral")
    sold = []
    for visitor in range(1, 5):
        event = story.session(visitor, _noon(11))
        for page, channel in enumerate(channels):
            event(0, "pageview", page, opens_touch=True, channel=channel, source=channel)
        lead = event(0, "form_submit", page, interaction=True, person=visitor)
        sold.append({"lead_id": lead, "ts": _noon(12), "id": UUID(int=visitor), "stage": "customer", "value": 100})
    database.insert_events(story.events)
    database.insert_lead_events(sold)

    def ways_by(order: str, view: str) -> list[tuple[str, ...]]:
        rows = database.query(
            f"select visitor_id, groupArray(channel) as way from (select * from {view} where site = 'atelier.fr' "
            f"order by visitor_id, {order}) group by visitor_id order by visitor_id"
        )
        return [tuple(row["way"]) for row in rows]

    ways = ways_by("ts, session_id, place", "touches")
    assert [sorted(way) for way in ways] == [sorted(channels)] * 4
    assert any(way != channels for way in ways), "an order by name would not be noticed"
    assert ways_by("position", "lead_journeys") == ways
    rows = database.query("select first_channel, last_channel, converting_channel from leads order by visitor_id")
    assert [tuple(row.values()) for row in rows] == [(way[0], way[-1], way[-1]) for way in ways]

    def tables(report: str, **options: str) -> Any:
        return reader.get(f"/sites/atelier.fr/{report}.json", query_string=THREE_DAYS | options).get_json()["tables"]

    first, last = Counter(way[0] for way in ways), Counter(way[-1] for way in ways)
    told = tables("attribution")
    assert {row["journey_path"]: row["conversions"] for row in told["journey_paths"]["rows"]} == Counter(
        " → ".join(way) for way in ways
    )
    for row in told["models"]["rows"]:
        assert (row["first_touch"], row["last_touch"]) == (first[row["value"]], last[row["value"]])
    assert {(row["from_value"], row["to_value"]): row["journeys"] for row in told["journey_steps"]["rows"]} == Counter(
        step for way in ways for step in pairwise(("", *way, ""))
    )
    for row in tables("channel_attribution")["channels"]["rows"]:
        assert (row["leads_first"], row["leads_last"]) == (first[row["channel"]], last[row["channel"]])
    for model, counted in (("first_touch", first), ("last_touch", last)):
        rows = tables("roi", model=model)["returns"]["rows"]
        assert {row["channel"]: row["customers"] for row in rows} == {channel: counted[channel] for channel in channels}


@IN_BOTH
def test_the_views_say_the_same(five_visitors: Database) -> None:
    rows = five_visitors.query(
        "select touches, position, channel, days_before from lead_journeys where site = 'atelier.fr' "
        "order by visitor_id, position"
    )
    assert [tuple(row.values()) for row in rows] == [
        (4, 1, "Organic Social", 3),
        (4, 2, "Direct", 2),
        (4, 3, "Direct", 1),
        (4, 4, "Email", 0),
        (2, 1, "Direct", 1),
        (2, 2, "Direct", 0),
        (2, 1, "Organic Search", 20),
        (2, 2, "Direct", 0),
    ]


# ── Properties ──

CHANNELS = ("Direct", "Email", "Organic Search", "Referral")
paths = st.lists(st.sampled_from(CHANNELS), min_size=1, max_size=6)


def insert_journeys(database: Database, told: Sequence[tuple[Sequence[str], bool]]) -> None:
    """Each visitor's touches a day apart until 12 November, and a form at the last one if it converts."""
    story = Story()
    for visitor, (path, converts) in enumerate(told, start=1):
        for back, channel in zip(range(len(path) - 1, -1, -1), path, strict=True):
            event = story.session(visitor, _noon(12) - timedelta(days=back), channel=channel, source=channel)
            event(0, "pageview", opens_touch=channel != "Direct")
            if converts and not back:
                event(0, "form_submit", interaction=True)
    database.clear()
    database.insert_events(story.events)


def shapley_by_definition(converted: Sequence[Sequence[str]]) -> dict[str, Fraction]:
    """The mean, over every order in which the channels may join, of the conversions each adds when it joins."""

    def worth(team: frozenset[str]) -> int:
        return sum(set(path) <= team for path in converted)

    orders = list(permutations(CHANNELS))
    added: Counter[str] = Counter()
    for order in orders:
        for place, channel in enumerate(order):
            added[channel] += worth(frozenset(order[: place + 1])) - worth(frozenset(order[:place]))
    return {channel: Fraction(n, len(orders)) for channel, n in added.items() if n}


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(paths, st.booleans()), min_size=1, max_size=20))
def test_every_model_shares_out_every_conversion(
    embedded_database: Database, told: list[tuple[list[str], bool]]
) -> None:
    insert_journeys(embedded_database, told)
    table = credit(embedded_database)
    converted = [path for path, converts in told if converts]
    for model in MODELS:
        assert sum(row[model] for row in table.rows) == pytest.approx(len(converted), abs=1e-6), model  # type: ignore[misc]
        assert all(row[model] >= 0 for row in table.rows)  # type: ignore[operator]
    assert columns(table, "first_touch") == dict(Counter(path[0] for path in converted))
    assert columns(table, "last_touch") == dict(Counter(path[-1] for path in converted))
    assert columns(table, "shapley") == near(shapley_by_definition(converted))


def test_markov_gives_nothing_to_what_no_conversion_touched(database: Database) -> None:
    """In the chain, direct leads to the e-mail; but nobody who came directly converted."""
    insert_journeys(database, [(["Direct", "Email"], False), (["Email"], True)])
    assert columns(credit(database), "markov") == {"Email": 1}


@IN_BOTH
def test_who_does_not_convert_is_lost(database: Database, story: Story) -> None:
    """Of the visitors of the period, and of the leads told of from elsewhere; a filter leaves those who have a session
    that counts, with all they touched in the period.
    """
    for visitor, device in ((1, "mobile"), (2, "desktop")):
        story.session(visitor, _noon(11), **EMAIL, device=device)(0, "pageview", opens_touch=True)
    story.session(1, _noon(12), **SEARCH, device="desktop")(0, "pageview", opens_touch=True)
    # Before the period, and no touch of it.
    story.session(1, _noon(2), **SOCIAL, device="mobile")(0, "pageview", opens_touch=True)
    at_the_fair = {"lead_id": UUID(int=9), "ts": _noon(12), "id": UUID(int=9), "kind": "created", "via": "api"}
    numbers = {"session_id": session_bound(int(_noon(12).timestamp()) * 1000), "visitor_id": 9}
    database.insert_events(story.events)
    database.insert_lead_events([at_the_fair | numbers | {"converting_channel": "Fair"}])

    def lost(*filters: str) -> dict[str, int]:
        question = replace(asked(conversion="customers"), filters=read_filters(filters))
        found = count(database.query, "attribution/transitions", question, compare=False)
        return {row["from_value"]: row["journeys"] for row in found.rows if row["step"] == "lost"}

    assert lost() == {"Organic Search": 1, "Email": 1, "Fair": 1}
    assert lost("device:is:mobile") == {"Organic Search": 1}
    assert lost("device:is:desktop") == {"Organic Search": 1, "Email": 1}
    assert lost("channel:is:Organic Social") == {}


def steps_of(told: Sequence[tuple[Sequence[str], bool]]) -> list[Step]:
    counted: Counter[tuple[Any, str, str]] = Counter()
    for path, converts in told:
        compact = [name for place, name in enumerate(path) if not place or name != path[place - 1]]
        counted["start", "", compact[0]] += 1
        counted.update(("next", *pair) for pair in pairwise(compact))
        counted["converted" if converts else "lost", compact[-1], ""] += 1
    return [Step(kind, origin, target, n) for (kind, origin, target), n in counted.items()]


def conversion_rate_without(steps: Sequence[Step], removed: str) -> float:
    """The part of the journeys that convert if each stops on reaching that channel: followed step by step."""
    started = sum(step.journeys for step in steps if step.kind == "start")
    at = {step.target: step.journeys / started for step in steps if step.kind == "start"}
    left: Counter[str] = Counter()
    for step in steps:
        left[step.origin] += step.journeys  # type: ignore[assignment]
    converted = 0.0
    for _ in range(3000):
        onward: dict[str, float] = {}
        for step in steps:
            if step.kind == "start" or step.origin == removed:
                continue
            flow = at.get(step.origin, 0) * step.journeys / left[step.origin]
            if step.kind == "converted":
                converted += flow
            elif step.kind == "next":
                onward[step.target] = onward.get(step.target, 0) + flow
        at = onward
        if sum(at.values()) < 1e-12:
            break
    return converted


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(paths, st.booleans()), min_size=1, max_size=12))
def test_markov_is_the_removal_effect(told: list[tuple[list[str], bool]]) -> None:
    steps = steps_of(told)
    found = shares(steps)
    assert found is not None
    whole = conversion_rate_without(steps, "nobody")
    effects = {
        name: whole - conversion_rate_without(steps, name) for name in {name for path, _ in told for name in path}
    }
    if not any(converts for _, converts in told):
        assert found == {}
        return
    assert sum(found.values()) == pytest.approx(1)
    assert found == pytest.approx({name: effect / sum(effects.values()) for name, effect in effects.items()}, abs=1e-6)


def test_markov_is_left_out_of_too_many_channels() -> None:
    steps = [Step("start", "", str(n), 1) for n in range(MOST_VALUES + 1)]
    steps += [Step("converted", str(n), "", 1) for n in range(MOST_VALUES + 1)]
    assert shares(steps) is None
    assert shares([]) == {}


def test_the_worked_examples_hold() -> None:
    assert doctest.testmod(markov).failed == 0


def test_the_example_of_the_docs_is_the_one_that_is_tested() -> None:
    """docs/attribution.md tells lead 1 alone: what the other two leads add is taken away."""
    lines = re.findall(
        r"^\| `(\w+)` \| ([\d./]+) \| ([\d./]+) \| ([\d./]+) \|$", read_page("attribution.md"), re.MULTILINE
    )
    others: dict[str, Fraction | float] = {  # direct and search of leads 2 and 3
        "first_touch": 1,
        "last_touch": 2,
        "last_non_direct": 1,
        "linear": Fraction(3, 2),
        "position_based": Fraction(3, 2),
        "time_decay": 1 + Fraction(2**20, 2**20 + 1),
        "shapley": Fraction(3, 2),
    }
    assert {name for name, *_ in lines} == set(others)
    for name, *cells in lines:
        social, direct, mail = (Fraction(cell) for cell in cells)
        expected = EXPECTED[name]
        assert float(social) == pytest.approx(float(expected.get("Organic Social", 0)))
        assert float(direct) == pytest.approx(float(expected.get("Direct", 0)) - float(others[name]))
        assert float(mail) == pytest.approx(float(expected.get("Email", 0)))


# ── The page ──


def test_bars_from_touch_to_touch_are_not_measured_by_how_many_never_convert() -> None:
    """Of 2 000 who come once, 50 go on: theirs is the longest bar of those that go on, not one of 2 per cent."""
    moves = [("next", "Email", "Direct", 50), ("converted", "Direct", "", 20), ("lost", "Email", "", 2000)]
    rows = [
        {"step": step, "from_value": value, "to_value": to, "journeys": number} for step, value, to, number in moves
    ]
    options = {option.name: option.default for option in OPTIONS}
    asked = Question(SITE, read_period({}, SITE.timezone, NOW), options=options)
    shown = breakdown(journeys.steps(Counted(rows, None, "", {}), asked), Words("en", "EUR"))
    assert [line.share for line in shown.lines] == [100, 40, 100]


@pytest.mark.usefixtures("five_visitors")
def test_options_are_checked_kept_and_shown(reader: FlaskClient) -> None:
    chosen = {
        "conversion": "magnet:guide",
        "lookback": "365",
        "direct": "excluded",
        "by": "source",
        "half_life": "30",
    }
    address = "/sites/atelier.fr/attribution"
    page = reader.get(address, query_string={**THREE_DAYS, **chosen}, headers={"Accept-Language": "en"}).text
    for value in chosen.values():
        assert re.search(rf'value="{value}"( selected)?>', page)
    assert '<option value="magnet:guide" selected>Magnet: guide</option>' in page
    assert '<option value="event:calculette">Event: Calculette</option>' in page
    for part in ("/sites/atelier.fr/attribution.csv?", "/sites/atelier.fr/attribution.json?"):
        link = next(href for href in re.findall(r'href="([^"]+)"', page) if part in href)
        assert all(f"{name}=" in link for name in chosen)
    assert '<input type="number" name="half_life" value="30" min="1" max="365" required>' in page
    assert "In this period 0 of 1 conversion (0.0%) was seen over more than one calendar day." in page
    answer = reader.get(f"{address}.json", query_string={**THREE_DAYS, **chosen}).get_json()
    assert answer["options"] == chosen
    assert answer["tables"]["models"]["rows"][0]["source"] == "Google"


@pytest.mark.parametrize(
    "bad",
    [
        {"conversion": "magnet:"},
        {"conversion": "sales"},
        {"conversion": "event:" + "x" * 1010},
        {"lookback": "91"},
        {"lookback": "-7"},
        {"direct": "yes"},
        {"by": "browser"},
        {"half_life": "0"},
        {"half_life": "366"},
        {"half_life": "1.5"},
    ],
)
def test_an_option_that_cannot_be_used_is_refused(reader: FlaskClient, bad: dict[str, str]) -> None:
    answer = reader.get("/sites/atelier.fr/attribution.json", query_string=bad)
    assert (answer.status_code, answer.get_json()["parameter"]) == (400, next(iter(bad)))
    assert answer.get_json()["allowed"]


@pytest.mark.usefixtures("five_visitors")
def test_hostile_names_stay_text(reader: FlaskClient) -> None:
    name = """event:'"><script>alert(1)</script>{site:String}\\"""
    address = "/sites/atelier.fr/attribution"
    asked = {**THREE_DAYS, "conversion": name}
    page = reader.get(address, query_string=asked, headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert f">{conversion_name(name, Words('en', 'EUR'))}</option>" in unescape(page.text)


def test_without_conversions_there_are_dashes(five_visitors: Database, reader: FlaskClient) -> None:
    answer = reader.get(
        "/sites/atelier.fr/attribution.json", query_string={**THREE_DAYS, "conversion": "event:nothing"}
    ).get_json()
    assert answer["figures"]["conversions"]["value"] == 0
    (row,) = five_visitors.query(answer["figures"]["conversions"]["sql"])
    assert (row["conversions"], row["touches"], row["several_days"]) == (0, 0, 0)
    assert answer["figures"]["several_days"]["value"] is None
    assert answer["figures"]["touches"]["value"] is None
    assert answer["tables"]["models"]["rows"] == []


@pytest.mark.usefixtures("five_visitors")
@pytest.mark.parametrize(
    ("conversion", "said"),
    [
        # One each by first touch: none is ahead.
        ("leads", "From 10 to 12 November 2026, 3 conversions (Leads), after 2.7 touches on average."),
        (
            "revenue",
            "From 10 to 12 November 2026, 1 conversion (Revenue) after 2 touches. "
            "By first touch, Organic search (SEO) leads (€300 of €300); by last touch, Direct (€300).",
        ),
        (
            "event:calculette",
            "From 10 to 12 November 2026, 1 conversion (Event: Calculette) after 1 touch. "
            "Organic search (SEO) is ahead by each of the 8 models.",
        ),
        ("event:nothing", "No “Event: Nothing” in this period, so there is nothing to attribute yet."),
    ],
)
def test_the_page_answers_in_a_sentence_and_offers_what_else_was_achieved(
    reader: FlaskClient, conversion: str, said: str
) -> None:
    page = reader.get(
        "/sites/atelier.fr/attribution",
        query_string={**THREE_DAYS, "conversion": conversion},
        headers={"Accept-Language": "en"},
    ).text
    answer = re.search(r'<p class="answer">(.*?)</p>', page, re.DOTALL)
    assert answer and unescape(answer[1]) == said
    assert f'<option value="{conversion}" selected>' in page
    assert "What credit can be given for" in page
    assert ("Who gets the credit" in page) == (conversion != "event:nothing")


def test_the_options_are_documented() -> None:
    text = section(read_page("attribution.md"), "## What is shared out")
    for option in OPTIONS:
        assert f"| `{option.name}` |" in text
        assert all(f"`{value}`" in text for value in option.values)
