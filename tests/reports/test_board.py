"""The board says what moved, and what to do next."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from reports.figure import NextStep
from reports.goal import Goal
from reports.overview.next_step import next_steps, say_next
from tests.reports.conftest import NOW, SITE, Database, application
from tests.reports.test_walk import FRENCH, squeezed, text_of

STEPS: list[dict[str, Any]] = [
    {"lead_step": "lead", "reached": 40, "previous_reached": 1000, "is_blocking": 0},
    {"lead_step": "mql", "reached": 10, "previous_reached": 40, "is_blocking": 1},
]
CAMPAIGNS: list[dict[str, Any]] = [
    # 500 for 10 leads and 120 for none: 62 a lead. 120 is less than twice that, 130 more.
    {"campaign": "toits", "cost": 500, "leads": 10, "customers": 2},
    {"campaign": "salon", "cost": 120, "leads": 0, "customers": 0},
]
PARTS: list[dict[str, Any]] = [
    # 40 leads of 1,000 sessions: 150 would make 6. Of the page without a path nothing can be said.
    {"part_kind": "entry_page", "part": "/", "part_sessions": 800, "part_leads": 40},
    {"part_kind": "entry_page", "part": "/tarifs", "part_sessions": 150, "part_leads": 0},
    {"part_kind": "entry_page", "part": "/rare", "part_sessions": 50, "part_leads": 0},
    {"part_kind": "channel", "part": "Email", "part_sessions": 900, "part_leads": 0},
]


def kinds(
    *,
    uncontacted: int = 0,
    steps: list[dict[str, Any]] = STEPS,
    campaigns: list[dict[str, Any]] = CAMPAIGNS,
    ceiling: float | None = None,
) -> list[str]:
    waiting = {"leads": 40, "waiting_leads": uncontacted}
    return [step.kind for step in next_steps(waiting, steps, campaigns, PARTS, ceiling)]


def test_at_most_three_things_are_to_do_and_whoever_waits_comes_first() -> None:
    assert kinds() == ["blocking", "idle_page"]
    dear = [CAMPAIGNS[0], CAMPAIGNS[1] | {"cost": 130}]
    assert kinds(uncontacted=3, campaigns=dear) == ["uncontacted", "no_lead", "blocking"]


def test_a_customer_may_cost_as_much_as_the_owner_says() -> None:
    assert kinds(ceiling=250) == ["blocking", "idle_page"]
    assert kinds(ceiling=249) == ["ceiling", "blocking", "idle_page"]
    # Without a customer a campaign may have cost as much as one.
    assert kinds(ceiling=119) == ["ceiling", "blocking", "idle_page"]


def test_without_costs_they_are_asked_for() -> None:
    assert kinds(steps=[], campaigns=[]) == ["idle_page", "no_cost"]


def test_an_idle_page_is_said_with_what_others_bring() -> None:
    (_, page) = next_steps({}, STEPS, CAMPAIGNS, PARTS, None)
    assert page == NextStep("idle_page", "/tarifs", 150, usual=6)
    said = say_next(page, FRENCH)
    assert said.title == "Proposez quelque chose sur la page /tarifs"
    assert squeezed(said.reason) == (
        "150 visites y ont commencé sans donner de prospect ; ailleurs, autant de visites en donnent 6 prospects."
    )


@pytest.mark.usefixtures("three_days")
def test_what_moved_adds_up_to_the_change(reader: FlaskClient, days: dict[str, str]) -> None:
    answer = reader.get("/sites/atelier.fr/overview.json", query_string=days).get_json()
    rows = answer["tables"]["changes"]["rows"]
    moved = {key: answer["figures"][key]["value"] - answer["figures"][key]["previous"] for key in ("leads", "sessions")}
    for kind, counts in {
        "channel": ("leads", "sessions"),
        "entry_page": ("leads", "sessions"),
        "magnet": ("leads",),
    }.items():
        for count in counts:
            assert moved[count] > 0
            assert sum(row[f"{count}_change"] for row in rows if row["part_kind"] == kind) == moved[count], (
                kind,
                count,
            )
    # No session begins at a magnet: that is no data, and not none.
    assert {row["part_sessions"] for row in rows if row["part_kind"] == "magnet"} == {None}
    # By hand: on 7 to 9 November visitor 6 came, by a link elsewhere; nobody did so on 10 to 12 November.
    (referral,) = [row for row in rows if row["part"] == "Referral"]
    assert (referral["part_sessions"], referral["sessions_before"], referral["sessions_change"]) == (0, 1, -1)


@pytest.mark.usefixtures("three_days")
def test_the_channels_have_all_the_visits_leads_and_costs(reader: FlaskClient, days: dict[str, str]) -> None:
    answer = reader.get("/sites/atelier.fr/overview.json", query_string=days).get_json()
    rows = answer["tables"]["channels"]["rows"]
    for column, figure in (("sessions", "sessions"), ("leads_last", "leads")):
        assert sum(row[column] for row in rows) == answer["figures"][figure]["value"] > 0
    # 12.50 euros were spent on a campaign, without saying by which channel.
    assert [(row["unassigned"], row["cost"]) for row in rows if row["cost"] is not None] == [(1, 12.5)]


def test_the_page_says_both_in_words(three_days: Database, days: dict[str, str]) -> None:
    # 12.50 euros were spent on a campaign that won nobody; its owner wants to spend 10 at most on a customer.
    site = replace(SITE, board=tuple(Goal(key, 10 if key == "cac" else None) for key in ("visitors", "leads", "cac")))
    reader = application(three_days.query, {SITE.name: site}, lambda: NOW).test_client()
    page = reader.get("/sites/atelier.fr/", query_string=days).text
    text = squeezed(text_of(page))
    assert (
        "À faire ensuite Arrêtez ou changez la campagne « Promo » Elle a coûté 12,50 € pour 0 client ; vous voulez en "
        "dépenser au plus 10 € par client. Ce que coûtent les campagnes"
    ) in text
    assert "/sites/atelier.fr/acquisition_cost?from=2026-11-10&amp;to=2026-11-12" in page
    assert "Ce qui a le plus changé pour les prospects" in text
    without = reader.get("/sites/atelier.fr/", query_string=days | {"compare": "none"}).text
    assert "Ce qui a le plus changé" not in without


@pytest.mark.usefixtures("three_days")
def test_whoever_waits_is_said_alike_on_the_board_and_by_the_response_time(
    reader: FlaskClient, days: dict[str, str]
) -> None:
    # Of the four leads two are customers and lead 2 was contacted; lead 3 is lost without a contact.
    page = squeezed(text_of(reader.get("/sites/atelier.fr/", query_string=days).text))
    answer = reader.get("/sites/atelier.fr/response_time.json", query_string=days).get_json()
    assert answer["figures"]["waiting_leads"]["value"] == 0
    assert answer["figures"]["never_contacted"]["numerator"] == 1
    assert "Appelez les prospects qui attendent" not in page


def test_the_magnets_of_the_board_have_a_row_for_leads_without_one(
    three_days: Database, reader: FlaskClient, days: dict[str, str]
) -> None:
    del three_days
    answer = reader.get("/sites/atelier.fr/overview.json", query_string=days).get_json()
    columns = ("magnet", "shown_visitors", "completed_visitors", "leads", "customers")
    rows = [tuple(row[name] for name in columns) for row in answer["tables"]["magnets"]["rows"]]
    # leads 3 and 4 by the ordinary form, of whom 4 has bought since
    assert rows == [("guide", 2, 1, 1, 1), ("checklist", 1, 1, 1, 0), ("", None, None, 2, 1)]
    assert sum(row[3] for row in rows) == answer["figures"]["leads"]["value"]
    assert "(aucun aimant)" in reader.get("/sites/atelier.fr/", query_string=days).text


def test_the_funnel_says_that_told_leads_begin_at_its_second_step(
    three_days: Database, reader: FlaskClient, days: dict[str, str]
) -> None:
    said = "à partir de la deuxième étape, on compte tous les prospects de la période (5 prospects)"
    pages = ("/sites/atelier.fr/", "/sites/atelier.fr/lead_funnel")
    for page in pages:
        assert "à partir de la deuxième étape" not in squeezed(text_of(reader.get(page, query_string=days).text))
    told = {"lead_id": uuid4(), "ts": NOW.replace(day=11), "id": uuid4(), "kind": "created", "via": "api"}
    session = int(NOW.replace(day=11).timestamp()) << 32 | 99
    three_days.insert_lead_events([told | {"stage": "", "session_id": session, "visitor_id": 99}])
    for page in pages:
        assert f"4 visiteurs sont devenus prospects ; {said}" in squeezed(
            text_of(reader.get(page, query_string=days).text)
        )
