"""Forms, worked out by hand: who saw, began and sent each, where they gave up, how long it took, and spam apart."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from tests.reports.conftest import IN_BOTH, Database, Story

pytestmark = [IN_BOTH, pytest.mark.usefixtures("forms")]
DAYS = {"from": "2026-11-10", "to": "2026-11-12"}
HOSTILE = "<script>alert(1)</script>"


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def forms(database: Database, story: Story) -> None:
    """The form "devis" with eight visitors, "contact" with two, and spam sent through both."""
    if database.holds == "forms":
        return
    fill = {"form": "devis", "path": "/tarifs"}

    def visit(visitor: int, hour: int, *did: tuple[float, str], **origin: Any) -> list[UUID]:
        event = story.session(visitor, _at(10, hour), **origin)
        event(0, "pageview", path="/tarifs")
        return [event(after, name, **fill, interaction=name in ("form_start", "form_submit")) for after, name in did]

    # 1, 2 and 3 send it after 20, 60 and 40 s; 4 only sees it
    visit(1, 8, (1, "form_view"), (10, "form_start"), (30, "form_submit"))
    visit(2, 8, (1, "form_view"), (10, "form_start"), (70, "form_submit"))
    visit(3, 8, (5, "form_start"), (45, "form_submit"), channel="Email", source="Brevo", medium="email")
    visit(4, 8, (1, "form_view"))
    # 5 gives up at the telephone, after the name an hour before; 6 at a field with a hostile name; 7 tells no field
    first, second = story.session(5, _at(10, 9)), story.session(5, _at(10, 10))
    for event, field in ((first, "name"), (second, "phone")):
        event(0, "pageview", path="/tarifs")
        event(3, "form_start", **fill, interaction=True)
        event(9, "form_field", **fill, props={"field": field})
    six = story.session(6, _at(10, 9))
    six(0, "pageview", path="/tarifs")
    six(9, "form_field", **fill, props={"field": HOSTILE})
    visit(7, 9, (4, "form_start"))
    # 8 leaves it at the message, comes back within the period and sends it: nobody gave up. 3 h are no time to fill it.
    eight = story.session(8, _at(10, 9))
    eight(0, "pageview", path="/tarifs")
    eight(2, "form_start", **fill, interaction=True)
    eight(20, "form_field", **fill, props={"field": "message"})
    visit(8, 12, (6, "form_submit"))
    # Spam: 9 fills the form within a third of a second; the lead of 10 is marked by hand. 10 also sees "devis".
    visit(9, 13, (1, "form_view"), (2, "form_start"), (2.3, "form_submit"))
    ten = story.session(10, _at(11, 9))
    ten(0, "pageview")
    ten(1, "form_view", **fill)
    marked = ten(60, "form_submit", form="contact", interaction=True)
    # "contact": 11 sends it; a machine is nobody; and the day after the period is not in it
    eleven = story.session(11, _at(12, 9))
    eleven(0, "pageview")
    eleven(30, "form_submit", form="contact", interaction=True)
    story.session(12, _at(11, 9), bot="crawler")(0, "form_submit", form="contact", interaction=True)
    story.session(13, _at(13, 9))(0, "form_view", form="contact")
    database.insert_events(story.events)
    by_hand = {"kind": "spam", "reason": "by_hand", "stage": ""}
    database.insert_lead_events([{"lead_id": marked, "ts": _at(11, 12), "id": UUID(int=1), **by_hand}])
    database.hold("forms")


@pytest.fixture
def answer(reader: FlaskClient) -> Any:
    return reader.get("/sites/atelier.fr/forms.json", query_string=DAYS, headers={"Accept-Language": "en"}).get_json()


def rows(answer: Any, table: str, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in answer["tables"][table]["rows"]]


def test_each_form(answer: Any) -> None:
    columns = ("form", "viewed_visitors", "begun_visitors", "sent_visitors", "given_up_visitors", "spam_submissions")
    assert rows(answer, "forms", *columns) == [
        ("devis", 9, 7, 4, 3, 1),  # seen by 1 to 8 and 10; begun by all of them but 4 and 10; sent by 1, 2, 3 and 8
        ("contact", 1, 1, 1, 0, 1),  # 11 alone
    ]
    rates = ("form_completion", "form_conversion", "form_abandonment", "median_filling")
    assert rows(answer, "forms", *rates) == [
        (pytest.approx(400 / 7), pytest.approx(400 / 9), pytest.approx(300 / 7), 40),  # of 20, 40 and 60 s
        (100, 100, 0, None),
    ]


def test_where_they_give_up(answer: Any) -> None:
    columns = ("form", "last_field", "stopped_visitors", "given_up_visitors", "stopped_share")
    assert rows(answer, "last_fields", *columns) == [
        ("devis", field, 1, 3, pytest.approx(100 / 3)) for field in ("", HOSTILE, "phone")
    ]


def test_over_all_forms(answer: Any) -> None:
    figures = {key: (figure["numerator"], figure["denominator"]) for key, figure in answer["figures"].items()}
    assert figures["form_completion"] == (5, 8)
    assert figures["form_conversion"] == (5, 10)
    assert figures["form_abandonment"] == (3, 8)
    assert figures["median_filling"] == (40, None)
    assert figures["spam_submissions"] == (2, None)
    points = answer["series"]["form_completion"]["points"]
    # on the 11th, 10 saw a form and began none
    assert [(point["numerator"], point["denominator"]) for point in points] == [(4, 7), (0, 0), (1, 1)]


def test_why_the_forms_come_to_more_than_all_of_them(reader: FlaskClient, database: Database, story: Story) -> None:
    """21 begins both and sends "contact", 22 begins both and sends none: three more leave one, one more leaves all."""

    def page() -> str:
        return reader.get("/sites/atelier.fr/forms", query_string=DAYS, headers={"Accept-Language": "en"}).text

    assert "Over all forms" not in page()
    before = len(story.events)
    for visitor, name in ((21, "form_submit"), (22, "form_field")):
        event = story.session(visitor, _at(10, 9))
        event(0, "form_start", form="devis", interaction=True)
        event(9, name, form="contact", interaction=True)
    database.insert_events(story.events[before:])
    assert "Over all forms, 4 visitors sent none of those they began; form by form, 6 gave up." in page()


def test_a_filter_narrows_forms_and_spam(reader: FlaskClient) -> None:
    asked = {**DAYS, "filter": "channel:is:Email"}
    answer = reader.get("/sites/atelier.fr/forms.json", query_string=asked).get_json()
    assert rows(answer, "forms", "form", "sent_visitors", "spam_submissions") == [("devis", 1, 0)]


def test_names_of_fields_stay_text_and_a_form_is_a_filter(reader: FlaskClient, answer: Any) -> None:
    page = reader.get("/sites/atelier.fr/forms", query_string=DAYS).text
    assert HOSTILE not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "(non précisé)" in page
    assert "filter=form:is:devis" in page
    # Seven began: too few to say which form loses most.
    assert answer["answer"] == "From 10 to 12 November 2026, 62.5% of the visitors who began a form sent it."
