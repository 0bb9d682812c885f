"""Lead magnets as a site declares them: every step of each worked out by hand, and what nobody saw is a dash."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from reports.magnet import Magnet
from tests.reports.conftest import IN_BOTH, NOW, SITE, Database, Story, application

HOSTILE = '=cmd|"<svg onload=alert(1)>'
DECLARED = (
    Magnet("guide", "Le guide des toits", "ebook", "/guide", "download"),
    Magnet("devis", "Le devis gratuit", "quote", "/tarifs", "form"),
    Magnet("atelier", "L’atelier du samedi", "webinar", "/atelier", "attended"),
    Magnet("reunion", HOSTILE, "consultation", "", "attended"),
)
DAYS = {"from": "2026-11-10", "to": "2026-11-12"}


def _at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


@pytest.fixture
def six_magnets(database: Database, story: Story) -> Database:
    """Three days of four magnets, of which nobody met the last, and of two that are not declared, one of a fair."""
    if database.holds == "six_magnets":
        return database
    search = {"channel": "Organic Search", "source": "Google", "medium": "organic"}
    # The guide: seen by 1 to 4; downloaded by 1 and 2 (1 twice). It has no form.
    for visitor in (1, 2, 3, 4):
        guide = story.session(visitor, _at(10, 9), **search)
        guide(0, "pageview", path="/guide")
        guide(2, "magnet_view", path="/guide", magnet="guide")
        for second in {1: (9, 20), 2: (8,)}.get(visitor, ()):
            guide(second, "download", path="/guide", magnet="guide", interaction=True)
    # The quote: 4 also sees it and begins; 5 begins and sends; 6 sends it at once, 7 downloads something in it.
    later = story.session(4, _at(11, 9))
    later(0, "pageview", path="/tarifs")
    later(1, "form_view", path="/tarifs", magnet="devis", form="devis")
    later(5, "form_start", path="/tarifs", magnet="devis", form="devis", interaction=True)
    five = story.session(5, _at(11, 10), **search)
    five(0, "pageview", path="/tarifs", opens_touch=True)
    five(1, "magnet_view", path="/tarifs", magnet="devis")
    five(5, "form_start", path="/tarifs", magnet="devis", form="devis", interaction=True)
    sold = five(50, "form_submit", path="/tarifs", magnet="devis", form="devis", interaction=True)
    six = story.session(6, _at(11, 11))
    six(0, "pageview", path="/tarifs")
    lost = six(50, "form_submit", path="/tarifs", magnet="devis", form="devis", interaction=True)
    seven = story.session(7, _at(11, 12))
    seven(0, "pageview", path="/tarifs")
    seven(9, "download", path="/tarifs", magnet="devis", interaction=True)
    # The workshop: 8 and 9 sign up for it; with 8 a meeting is noted, with the lead of the quote too.
    came = UUID(int=0)
    for visitor in (8, 9):
        workshop = story.session(visitor, _at(12, visitor))
        workshop(0, "pageview", path="/atelier")
        lead = workshop(30, "form_submit", path="/atelier", magnet="atelier", form="atelier", interaction=True)
        came = lead if visitor == 8 else came
    # Undeclared: 10 downloads, 11 sends a form: both complete it.
    ten = story.session(10, _at(12, 10))
    ten(0, "pageview")
    ten(3, "download", magnet="echantillon", interaction=True)
    eleven = story.session(11, _at(12, 11))
    eleven(0, "pageview")
    eleven(40, "form_submit", magnet="echantillon", form="echantillon", interaction=True)
    # Sent again at once by a program: taken for spam, and counted nowhere.
    twelve = story.session(12, _at(12, 12))
    twelve(0, "pageview")
    twelve(1, "form_submit", magnet="devis", form="devis", interaction=True, spam="too_fast")
    # At the fair: a lead of whom nobody knows what it saw.
    met = int(_at(12, 15).timestamp()) << 32 | 99
    fair = {"via": "api", "converting_channel": "Salons", "magnet": "stand", "session_id": met, "visitor_id": 99}
    database.insert_events(story.events)
    database.insert_lead_events(
        [
            {"lead_id": sold, "ts": _at(13, 9), "id": UUID(int=1), "stage": "customer", "value": 800},
            {"lead_id": sold, "ts": _at(12, 9), "id": UUID(int=2), "stage": "", "kind": "meeting"},
            {"lead_id": came, "ts": _at(13, 9), "id": UUID(int=3), "stage": "", "kind": "meeting"},
            {"lead_id": lost, "ts": _at(13, 9), "id": UUID(int=4), "stage": "mql"},
            score(sold, 5, 30, 15),
            score(lost, 6, 10, 5),
            {"lead_id": UUID(int=7), "ts": _at(12, 15), "id": UUID(int=7), "stage": "", "kind": "created", **fair},
        ]
    )
    database.insert_costs([{"day": "2026-11-11", "campaign": "", "magnet": "devis", "amount": 90}])
    database.hold("six_magnets")
    return database


@pytest.fixture
def declared(six_magnets: Database) -> FlaskClient:
    """A site that has declared four of them."""
    site = replace(SITE, magnets=DECLARED)
    return application(six_magnets.query, {SITE.name: site}, lambda: NOW).test_client()


def score(lead: UUID, number: int, interesting: int, interested: int) -> dict[str, Any]:
    points = {"interesting": interesting, "interested": interested}
    return {"lead_id": lead, "ts": _at(12, 8), "id": UUID(int=number), "stage": "", "kind": "score", **points}


def found(reader: FlaskClient, table: str, *columns: str) -> dict[str, tuple[Any, ...]]:
    answer = reader.get("/sites/atelier.fr/magnet_conversion.json", query_string=DAYS).get_json()
    rows = answer["tables"][table]["rows"]
    return {row.get("magnet", row.get("channel")): tuple(row[column] for column in columns) for row in rows}


@IN_BOTH
def test_the_steps_of_each_magnet(declared: FlaskClient) -> None:
    columns = (
        "shown_visitors",
        "started_visitors",
        "submitted_visitors",
        "downloaded_visitors",
        "completed_visitors",
        "magnet_leads",
        "attended_leads",
        "mql",
        "customers",
    )
    assert found(declared, "magnets", *columns) == {
        # no form: nobody can have begun one; 1 and 2 downloaded it
        "guide": (4, None, None, 2, 2, 0, None, 0, 0),
        # seen by 4, 5, 6 and 7; begun by 4, 5 and 6; sent by 5 and 6: what 7 downloaded does not complete it
        "devis": (4, 3, 2, 1, 2, 2, None, 2, 1),
        # both signed up, with one a meeting is noted
        "atelier": (2, 2, 2, None, 2, 2, 1, 0, 0),
        "echantillon": (2, 1, 1, 1, 2, 1, None, 0, 0),
        # declared, and seen by nobody
        "reunion": (0, 0, 0, None, 0, 0, None, 0, 0),
        # of the one who came to the stand nobody knows what they saw
        "stand": (None, None, None, None, None, 1, None, 0, 0),
    }


@IN_BOTH
def test_the_share_of_each_step_of_the_one_before(declared: FlaskClient) -> None:
    columns = (
        "start_rate",
        "submit_rate",
        "download_rate",
        "made_lead_rate",
        "attendance_rate",
        "magnet_quality",
        "mql_to_customer",
    )
    assert found(declared, "magnet_steps", *columns) == {
        "guide": (None, None, 50, None, None, None, None),
        "devis": (75, pytest.approx(200 / 3), 50, 100, None, 100, 50),
        "atelier": (100, 100, None, 100, 50, 0, None),
        "echantillon": (50, 100, 100, 100, None, 0, None),
        "reunion": (None, None, None, None, None, None, None),
        "stand": (None, None, None, None, None, 0, None),
    }


@IN_BOTH
def test_what_the_leads_of_each_are_worth(declared: FlaskClient) -> None:
    columns = ("magnet_quality", "mean_score", "customer_rate", "revenue", "magnet_cost", "magnet_cpl")
    assert found(declared, "magnet_worth", *columns) == {
        "guide": (None, None, None, 0, None, None),
        # 45 and 15 points; 90 € for two leads
        "devis": (100, 30, 50, 800, 90, 45),
        "atelier": (0, None, 0, 0, None, None),
        "echantillon": (0, None, 0, 0, None, None),
        "reunion": (None, None, None, 0, None, None),
        "stand": (0, None, 0, 0, None, None),
    }


@IN_BOTH
def test_the_steps_by_channel(declared: FlaskClient) -> None:
    columns = ("shown_visitors", "started_visitors", "submitted_visitors", "downloaded_visitors", "magnet_leads", "mql")
    assert found(declared, "magnet_channels", *columns) == {
        # 4 came twice: by search to the guide, directly to the quote
        "Direct": (7, 5, 4, 2, 4, 1),
        "Organic Search": (5, 1, 1, 2, 1, 1),
        "Salons": (None, None, None, None, 1, 0),
    }
    # Downloaded by 7 and 10, after the forms of 6 and 11, for what 8 and 9 signed up for has no file; and by 1 and 2 of
    # the four who saw the guide, which has no form, and 5.
    assert found(declared, "magnet_channel_steps", "download_rate", "blocking_step") == {
        "Direct": (100, ""),
        "Organic Search": (40, ""),
        "Salons": (None, ""),
    }


@IN_BOTH
def test_where_a_channel_blocks_is_told_from_forms_with_a_file(database: Database, story: Story) -> None:
    """Twenty forms without a file hide nothing: of ten checklists asked for nine are downloaded."""
    for visitor in range(1, 31):
        event = story.session(visitor, _at(10, 9))
        magnet = "checklist" if visitor <= 10 else "devis"
        event(0, "form_submit", magnet=magnet, form=magnet, interaction=True)
        if visitor <= 9:
            event(9, "download", magnet=magnet, interaction=True)
    database.insert_events(story.events)
    reader = application(database.query, {SITE.name: SITE}, lambda: NOW).test_client()
    steps = ("before_download_visitors", "download_rate", "blocking_step")
    assert found(reader, "magnet_channel_steps", *steps) == {"Direct": (10, 90, "mql")}
    assert found(reader, "magnet_steps", "download_rate") == {"devis": (None,), "checklist": (90,)}
    # A telephone has no heads of columns: what is no name of the row says there what it is.
    page = reader.get("/sites/atelier.fr/magnet_conversion", query_string=DAYS, headers={"Accept-Language": "en"}).text
    assert 'data-name="Where it blocks"' in page.partition('id="magnet_channel_steps"')[2]


@IN_BOTH
def test_over_all_magnets(declared: FlaskClient) -> None:
    answer = declared.get("/sites/atelier.fr/magnet_conversion.json", query_string=DAYS).get_json()
    figures = {key: (figure["numerator"], figure["denominator"]) for key, figure in answer["figures"].items()}
    # all eleven but 3, 4 and 7 completed one
    assert figures["magnet_conversion"] == (8, 11)
    assert figures["magnet_quality"] == (2, 6)
    assert figures["started_visitors"] == (6, None)


def test_titles_and_kinds_are_shown_and_stay_text(declared: FlaskClient) -> None:
    page = declared.get("/sites/atelier.fr/magnet_conversion", query_string=DAYS).text
    for text in ("Le guide des toits", "Le devis gratuit", "L’atelier du samedi", "echantillon", "Livre numérique"):
        assert text in page
    assert "<svg onload" not in page
    assert re.search(r'href="[^"]*filter=magnet:is:guide"[^>]*>Le guide des toits<', page)
    sheet = declared.get(
        "/sites/atelier.fr/magnet_conversion.csv", query_string={**DAYS, "part": "magnets", "format": "excel"}
    ).text
    assert "'=cmd" in sheet
    chip = declared.get("/sites/atelier.fr/magnet_conversion", query_string={**DAYS, "filter": "magnet:is:guide"}).text
    assert "est Le guide des toits" in chip
    board = declared.get("/sites/atelier.fr/", query_string=DAYS).text
    assert "Le devis gratuit" in board


def test_which_steps_are_judged_is_said_under_them(declared: FlaskClient) -> None:
    headers = {"Accept-Language": "en"}
    page = declared.get("/sites/atelier.fr/magnet_conversion", query_string=DAYS, headers=headers).text
    steps = page.partition('id="magnet_steps"')[2].partition('id="magnet_worth"')[0]
    assert "the lowest rate of those that at least 10 people have come to" in steps


def test_the_answer_names_the_magnet_that_brings_customers(declared: FlaskClient) -> None:
    headers = {"Accept-Language": "en"}
    answer = declared.get("/sites/atelier.fr/magnet_conversion.json", query_string=DAYS, headers=headers).get_json()
    assert answer["answer"].endswith(
        "“Le devis gratuit” and “L’atelier du samedi” bring the most leads (2 each); "
        "“Le devis gratuit” brings the most customers (1)."
    )
