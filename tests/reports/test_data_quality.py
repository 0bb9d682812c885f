"""What was refused and left out: by hand, for the right reader, and harmless whatever strangers sent."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from collector.event import Reason
from reports.data_quality.reason import FINDINGS, KINDS, REASONS, SPAM_FORMS
from tests.reports.conftest import IN_BOTH, Database, Story, tell_refusals
from tests.reports.test_pages import HOSTILE
from tests.reports.test_walk import text_of

ADDRESS = "/sites/atelier.fr/data_quality"
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def read(reader: FlaskClient, days: dict[str, str], language: str = "en") -> dict[str, Any]:
    answer = reader.get(f"{ADDRESS}.json", query_string=days, headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json())


def rows(answer: dict[str, Any], table: str, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in answer["tables"][table]["rows"]]


@pytest.fixture
def sent(database: Database, story: Story) -> Database:
    """10 to 12 November: 3 + 2 events of people, 3 of a crawler, 1 of a page only prepared, 1 of referrer spam.

    3 of those of people are forms taken for spam, one on the 10th. And 2 of people on the 9th, which is in the period
    before, and 1 on the 1st. For refusals see tell_refusals.
    """
    if database.holds == "sent":
        return database
    # A machine's form is among the kinds, and one that is no spam is nowhere.
    forms = {(1, 2): "too_fast", (2, 0): "too_fast", (2, 1): "links", (3, 1): "honeypot", (1, 1): ""}
    for visitor, day, events, origin in (
        (1, 10, 3, {}),
        (2, 12, 2, {}),
        (3, 11, 3, {"bot": "crawler", "browser": "Googlebot"}),
        (4, 11, 1, {"bot": "prerender", "browser": "Chrome"}),
        (5, 12, 1, {"bot": "spam", "referrer": "look-at-me.example/free"}),
        (6, 9, 2, {}),
        (7, 1, 1, {}),
    ):
        event = story.session(visitor, datetime(2026, 11, day, 9, tzinfo=UTC), **origin)
        for number in range(events):
            spam = forms.get((visitor, number))
            if spam is None:
                event(number, "pageview", number)
            else:
                event(number, "form_submit", number, form="devis", spam=spam)
    database.insert_events(story.events)
    database.insert_refusals(tell_refusals())
    database.hold("sent")
    return database


@IN_BOTH
@pytest.mark.usefixtures("sent")
def test_three_days_by_hand(reader: FlaskClient, days: dict[str, str]) -> None:
    """Refused were 2 + 1 + 3 for the wrong name and 3 on the foreign host; 5 in the period before."""
    answer = read(reader, days)
    figures = {key: (figure["value"], figure["previous"]) for key, figure in answer["figures"].items()}
    assert figures == {
        "refused_events": (9, 5),
        "refused_share": (pytest.approx(100 * 9 / (5 + 5 + 9)), pytest.approx(100 * 5 / (2 + 5))),
        "counted_events": (5, 2),
        "machine_events": (3, 0),
        "prepared_events": (1, 0),
        "spam_events": (1, 0),
    }
    assert rows(answer, "reasons", "reason", "last_day", "refused_events") == [
        ("unknown_site", "2026-11-12", 6),
        ("foreign_origin", "2026-11-12", 3),
    ]
    assert rows(answer, "samples", "reason", "mistake", "hostname", "event", "agent", "refused_events") == [
        ("foreign_origin", "", "copie.example", "", "Firefox", 3),
        ("unknown_site", "ateleir.fr", "atelier.fr", "pageview", "Chrome", 3),
    ]
    # Of 3 of the 9 there is no sample, and the page says so.
    page = reader.get("/sites/atelier.fr/data_quality", query_string=days, headers={"Accept-Language": "en"}).text
    assert "all rows together are 6 of 9 refused: of the others none was kept." in page
    assert rows(answer, "kinds", "kind", "agent", "referrer_host", "left_out_events") == [
        ("crawler", "Googlebot", "", 3),
        ("prerender", "Chrome", "", 1),
        ("spam", "", "look-at-me.example", 1),
    ]
    assert rows(answer, "kinds_by_day", "day", "kind", "left_out_events") == [
        ("2026-11-12", "spam", 1),
        ("2026-11-11", "crawler", 3),
        ("2026-11-11", "prerender", 1),
    ]
    assert rows(answer, "spam_forms", "form", "spam_reason", "last_day", "spam_forms") == [
        ("devis", "too_fast", "2026-11-12", 2),
        ("devis", "links", "2026-11-12", 1),
    ]
    columns = ("day", "counted_events", "refused_events", "machine_events", "prepared_events", "spam_events")
    assert rows(answer, "days", *columns) == [
        ("2026-11-12", 2, 7, 0, 0, 1),
        ("2026-11-11", 0, 0, 3, 1, 0),
        ("2026-11-10", 3, 2, 0, 0, 0),
    ]
    assert rows(answer, "reasons_by_day", "day", "reason", "refused_events") == [
        ("2026-11-12", "unknown_site", 4),
        ("2026-11-12", "foreign_origin", 3),
        ("2026-11-10", "unknown_site", 2),
    ]


@pytest.mark.usefixtures("sent")
def test_the_answer_in_words(reader: FlaskClient, days: dict[str, str]) -> None:
    assert read(reader, days)["answer"] == (
        "From 10 to 12 November 2026, 5 events were counted, 9 were refused (47.4%). Most often: Unknown site. "
        "5 more came from no person and are left out of the figures."
    )
    quiet = {"from": "2026-11-01", "to": "2026-11-01"}
    assert read(reader, quiet)["answer"] == "On 1 November 2026, 1 event was counted, and none was refused."
    assert text_of(read(reader, days, "fr")["answer"]) == (
        "Du 10 au 12 novembre 2026, 5 événements comptés, 9 refusés (47,4 %). "
        "Raison la plus fréquente : Site inconnu. 5 autres ne viennent d’aucune personne et restent hors des chiffres."
    )


@pytest.mark.usefixtures("sent")
def test_each_reason_there_is_comes_with_what_to_do(reader: FlaskClient, days: dict[str, str]) -> None:
    page = text_of(reader.get(ADDRESS, query_string=days, headers={"Accept-Language": "en"}).text)
    for key, reason in REASONS.items():
        assert (reason.meaning in page) == (key in ("unknown_site", "foreign_origin"))


def test_every_reason_and_kind_has_words() -> None:
    assert set(REASONS) == {reason.value for reason in Reason}
    assert set(KINDS) == {"crawler", "headless", "automation", "prerender", "spam"}
    assert set(SPAM_FORMS) == {"honeypot", "disposable_domain", "links", "too_fast", "by_hand", "undone"}


@pytest.mark.usefixtures("sent")
def test_filters_do_not_narrow_what_belongs_to_no_visit(reader: FlaskClient, days: dict[str, str]) -> None:
    whole = read(reader, days)["figures"]
    filtered = read(reader, days | {"filter": "channel:is:Nowhere"})["figures"]
    assert filtered == whole
    page = reader.get(ADDRESS, query_string=days | {"filter": "channel:is:Email"}, headers={"Accept-Language": "en"})
    assert "this page shows everything" in page.text


@pytest.mark.parametrize(
    ("detail", "mistake"),
    [
        ("Object missing required field `url`", "url"),
        ("Expected `int` <= 100 - at `$.scroll`", "scroll"),
        ("Number out of range - at `$.props[...]`", "props"),
        ('Expected `str` matching regex "^([A-Z]{3})?\\\\Z" - at `$.currency`', "currency"),
        ("the body is not JSON in UTF-8", ""),
    ],
)
def test_the_field_that_was_wrong_is_named(database: Database, reader: FlaskClient, detail: str, mistake: str) -> None:
    database.insert_refusals([{"received": NOON, "reason": "bad_field", "detail": detail}])
    assert rows(read(reader, {}), "samples", "mistake") == [(mistake,)]


def test_a_site_that_was_never_counted_shows_what_was_refused(database: Database, reader: FlaskClient) -> None:
    """The newcomer's case: the tag is there, and its host is not among the site's."""
    database.insert_refusals([{"received": NOON, "reason": "foreign_origin", "detail": "x", "refused": 4}])
    answer = read(reader, {"period": "7d"})
    assert answer["figures"]["refused_share"]["value"] == 100
    assert [point["value"] for point in answer["series"]["refused_events"]["points"]] == [0, 0, 0, 0, 0, 4, 0]
    page = reader.get(ADDRESS, query_string={"period": "7d"}, headers={"Accept-Language": "en"}).text
    assert "add it to the site’s domains" in page


def test_refusals_of_before_the_first_counted_event_stay_in_the_chart(
    database: Database, reader: FlaskClient, story: Story
) -> None:
    story.session(1, datetime(2026, 11, 21, 9, 0, tzinfo=UTC))(0, "pageview")
    database.insert_events(story.events)
    database.insert_refusals([{"received": NOON, "reason": "foreign_origin", "detail": "x", "refused": 4}])
    points = read(reader, {"period": "7d"})["series"]["refused_events"]["points"]
    assert [point["value"] for point in points] == [0, 0, 0, 0, 0, 4, 0]


def test_an_empty_period_teaches_how_to_look(reader: FlaskClient) -> None:
    page = reader.get(ADDRESS, headers={"Accept-Language": "en"}).text
    assert "Nothing has arrived for this site in this period" in page
    assert "/sites/atelier.fr/install" in page


def test_hostile_refusals_are_only_text(database: Database, reader: FlaskClient) -> None:
    """The collector lets none of this through; the page does not rely on it."""
    database.insert_refusals(
        [
            {
                "received": NOON,
                "reason": word,
                "detail": f"at `$.{word}`",
                "name": word,
                "hostname": word,
                "unknown": word,
                "browser": word,
            }
            for word in HOSTILE
        ]
    )
    for part in ("", "?all=samples"):
        page = reader.get(f"{ADDRESS}{part}").text
        assert "<script>" not in page
        assert "<img src=x" not in page
    for part in ("samples", "reasons"):
        lines = reader.get(f"{ADDRESS}.csv?part={part}").text.splitlines()[1:]
        assert lines
        assert not [line for line in lines if line.lstrip('"').startswith(("=", "+", "-", "@"))]


@pytest.fixture
def named(database: Database, story: Story) -> Database:
    """Sessions of 10 November under names, and costs of the 12th in Paris; the day after each is another's."""
    for visitor, (source, utm_source, channel, campaign) in enumerate(
        [
            ("Facebook", "fb", "Paid Social", "ete_2026"),
            ("Facebook", "facebook", "Paid Social", "ete_2026"),
            ("Facebook", "facebook", "Organic Social", "Ete 2026"),
            ("Salon Lyon", "Salon Lyon", "Referral", "salon"),
            ("salon-lyon", "salon-lyon", "Referral", "salon"),
            ("Google", "google", "Paid Search", "devis"),
            ("Brevo", "brevo", "Email", "lettre"),
        ],
        start=1,
    ):
        origin = {"source": source, "utm_source": utm_source, "channel": channel, "utm_campaign": campaign}
        event = story.session(visitor, datetime(2026, 11, 10, 9, tzinfo=UTC), **origin)
        event(0, "pageview")
        event(5, "pageview", 2)
    database.insert_events(story.events)
    database.insert_costs(
        [
            {"day": "2026-11-12", "campaign": "Été-2026", "amount": 5},
            {"day": "2026-11-12", "campaign": "ete-2026", "amount": 40.5},
            {"day": "2026-11-10", "campaign": "salon", "amount": 3},
            {"day": "2026-11-12", "campaign": "dollars", "amount": 9, "currency": "USD"},
            {"day": "2026-11-13", "campaign": "devis", "amount": 7},
            {"day": "2026-11-12", "campaign": "devis", "amount": 7, "site": "other.example"},
        ]
    )
    return database


@IN_BOTH
@pytest.mark.usefixtures("named")
def test_names_that_differ_and_costs_that_meet_no_visits_by_hand(reader: FlaskClient, days: dict[str, str]) -> None:
    """An accent makes another name; "devis" was paid for on the 13th only; the dollars are a cost, but no euros."""
    answer = read(reader, days)
    assert rows(answer, "source_spellings", "source", "utm_source", "tagged_sessions") == [
        ("Facebook", "facebook", 2),
        ("Facebook", "fb", 1),
        ("salon-lyon", "Salon Lyon", 1),
        ("salon-lyon", "salon-lyon", 1),
    ]
    assert rows(answer, "campaign_spellings", "campaign", "utm_campaign", "tagged_sessions", "spent") == [
        ("ete_2026", "ete_2026", 2, 0),
        ("ete_2026", "Ete 2026", 1, 0),
        ("ete_2026", "ete-2026", 0, 40.5),
    ]
    assert rows(answer, "campaign_costs", "finding", "campaign", "tagged_sessions", "spent") == [
        ("cost_without_visits", "ete-2026", 0, 40.5),
        ("cost_without_visits", "Été-2026", 0, 5),
        ("cost_without_visits", "dollars", 0, 0),
        ("visits_without_cost", "ete_2026", 2, 0),
        ("visits_without_cost", "devis", 1, 0),
    ]
    page = text_of(reader.get(ADDRESS, query_string=days, headers={"Accept-Language": "en"}).text)
    for finding in FINDINGS.values():
        assert finding.action in page
