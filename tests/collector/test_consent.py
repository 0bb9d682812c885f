"""Consent given in mid-visit: the page view that is open and its session get the campaign, whatever arrives first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice, permutations
from typing import Any
from uuid import uuid4

import pytest

from collector.enrich import milliseconds
from collector.lead import follow_all_agreed
from collector.lead_summary import sum_all_leads
from tests.collector.conftest import CHROME, Pipeline

TODAY = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
LANDING = {
    "url": "https://example.fr/offre?utm_source=google&utm_medium=cpc&utm_campaign=printemps",
    "referrer": "https://www.google.com/search?q=devis",
}


def visit(site: str = "consent.fr") -> list[dict[str, Any]]:
    """A landing, agreed to after a minute, a lead, a page more, and an arrival by another campaign."""
    landing, agreed = str(uuid4()), {"consent": "granted", "visitor": f"{uuid4()}{milliseconds(TODAY) - 60_000}"}
    events: list[dict[str, Any]] = [
        {"name": "pageview", "id": landing, "second": 0} | LANDING,
        {"name": "consent", "page": landing, "second": 60} | LANDING | agreed,
        {"name": "form_submit", "page": landing, "form": "devis", "second": 90} | LANDING | agreed,
        {"name": "pageview", "url": "https://example.fr/merci", "referrer": LANDING["url"], "second": 120} | agreed,
        {"name": "pageview", "url": "https://example.fr/?utm_source=brevo&utm_medium=email", "second": 200} | agreed,
    ]
    return [{"id": str(uuid4()), "site": site, "age": (900 - event.pop("second")) * 1000} | event for event in events]


def deliver(pipeline: Pipeline, visits: list[list[dict[str, Any]]]) -> None:
    """The first events of all visits in a batch, then the second ones, and so on. Each visit has its own browser."""
    for batch in zip(*visits, strict=True):
        for number, event in enumerate(batch):
            answer = pipeline.post(event, User_Agent=f"{CHROME} visitor/{number}")
            assert answer.status_code == 202, answer.text
        pipeline.load()


SESSION = """
select page_views, form_submissions, duration_seconds, source, medium, channel, utm_campaign, referrer, entry_path,
    exit_path
from sessions
"""
OF_THEIR_SESSIONS = """
select count() as n from visitor_events as e inner join sessions as s using (site, session_id, visitor_id)
"""
TOUCHES = """
select dateDiff('second', s.started, t.ts) as second, t.source as source, t.medium as medium,
    t.utm_campaign as campaign, t.landing_path as page
from touches as t
inner join sessions as s on s.site = t.site and s.session_id = t.session_id
order by t.session_id, t.ts
"""


def test_any_order_of_arrival_and_any_replay_gives_the_same(pipeline: Pipeline) -> None:
    pipeline.now = TODAY
    visits = [
        list(next(permuted)) for number in range(120) if (permuted := islice(permutations(visit()), number, None))
    ]
    deliver(pipeline, visits)
    for again in range(2):
        sessions = pipeline.rows(SESSION)
        assert len(sessions) == len(visits) == 120
        assert {tuple(row.values()) for row in sessions} == {
            (3, 1, 200.0, "Google", "cpc", "Paid Search", "printemps", "google.com/search", "/offre", "/")
        }
        touches = [tuple(row.values()) for row in pipeline.rows(TOUCHES)]
        assert touches == [(0, "Google", "cpc", "printemps", "/offre"), (200, "Brevo", "email", "", "/")] * 120
        assert pipeline.rows("select uniqExact(visitor_id) as n, count() as all from sessions") == [
            {"n": 120, "all": 120}
        ]
        assert pipeline.rows("select uniqExact(visitor_id) as n from events") == [{"n": 120}]
        assert pipeline.rows(OF_THEIR_SESSIONS) == [{"n": 600}]
        journeys = "select position, channel, count() as n from lead_journeys group by all"
        assert pipeline.rows(journeys) == [{"position": 1, "channel": "Paid Search", "n": 120}]
        if not again:
            deliver(pipeline, [list(reversed(events)) for events in visits])


@pytest.mark.parametrize("batches", [1, 2, 5])
def test_any_split_into_batches_gives_the_same(batches: int, pipeline: Pipeline) -> None:
    pipeline.now = TODAY
    events = visit()
    for start in range(batches):
        for event in events[start::batches]:
            pipeline.post(event)
        pipeline.load()
    assert [tuple(row.values())[3:7] for row in pipeline.rows(SESSION)] == [
        ("Google", "cpc", "Paid Search", "printemps")
    ]
    assert [row["second"] for row in pipeline.rows(TOUCHES)] == [0, 200]


def test_without_consent_the_session_keeps_the_referring_host(pipeline: Pipeline) -> None:
    pipeline.now = TODAY
    landing, *_ = visit()
    pipeline.post(landing)
    pipeline.load()
    (session,) = pipeline.rows(SESSION)
    assert (session["source"], session["channel"], session["utm_campaign"]) == ("Google", "Organic Search", "")
    assert session["referrer"] == "google.com"


def test_consent_on_a_second_arrival_leaves_the_first_its_own(pipeline: Pipeline) -> None:
    """Direct at first; five minutes later by an advertisement, and agreed to there."""
    pipeline.now = TODAY
    landing, consent, *_ = visit()
    first = {"site": "consent.fr", "name": "pageview", "url": "https://example.fr/", "id": str(uuid4())}
    for event in (first | {"age": landing["age"] + 300_000}, landing, consent):
        pipeline.post(event)
        pipeline.load()
    (session,) = pipeline.rows(SESSION)
    assert (session["source"], session["entry_path"], session["page_views"]) == ("(direct)", "/", 2)
    assert [(row["second"], row["source"], row["campaign"]) for row in pipeline.rows(TOUCHES)] == [
        (0, "(direct)", ""),
        (300, "Google", "printemps"),
    ]


def test_consent_after_the_session_is_over_begins_another_with_the_campaign(pipeline: Pipeline) -> None:
    pipeline.now = TODAY
    landing, consent, _, page, _ = visit()
    for event in (landing | {"age": 3_600_000}, consent, page):
        pipeline.post(event)
    pipeline.load()
    sources = pipeline.rows("select source, utm_campaign as campaign, page_views from sessions order by session_id")
    assert [tuple(row.values()) for row in sources] == [("Google", "", 1), ("Google", "printemps", 1)]


def test_consent_is_no_conversion_and_no_page_left(pipeline: Pipeline) -> None:
    pipeline.now = TODAY
    landing, consent, _, page, _ = visit()
    for event in (landing, page, consent | {"age": 1000}):
        pipeline.post(event)
    pipeline.load()
    assert pipeline.rows("select count() as n from conversions") == [{"n": 0}]
    assert pipeline.rows("select exit_path from sessions") == [{"exit_path": "/merci"}]


AD = {"url": "https://example.fr/?utm_source=google&utm_medium=cpc&utm_campaign=printemps"}
HOME = {"url": "https://example.fr/"}
ACTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("form_submit", {"form": "rappel"}),
    ("form_submit", {"form": "devis", "magnet": "checklist"}),
    ("tried", {}),
)
"""What somebody may do before they agree: a lead, one by a magnet, an event of the page's own."""


def come_back(pipeline: Pipeline, days: int, agreed: dict[str, str]) -> None:
    """A visit some days later, and a form in it."""
    pipeline.now = TODAY - timedelta(days=6) + timedelta(days=days)
    page = str(uuid4())
    send(pipeline, {"name": "pageview", "id": page} | HOME | agreed)
    send(pipeline, {"name": "form_submit", "form": "devis", "page": page} | HOME | agreed)
    pipeline.load()


def send(pipeline: Pipeline, event: dict[str, Any]) -> None:
    answer = pipeline.post({"id": str(uuid4()), "site": "consent.fr"} | event)
    assert answer.status_code == 202, answer.text


def test_the_visit_in_which_somebody_agrees_begins_their_journey(pipeline: Pipeline) -> None:
    """An advertisement, the banner is agreed to, and a form three days later: the advertisement brought the lead."""
    pipeline.now, page = TODAY - timedelta(days=6), str(uuid4())
    agreed = {"consent": "granted", "visitor": f"{uuid4()}{milliseconds(pipeline.now)}"}
    send(pipeline, {"name": "pageview", "id": page} | AD)
    pipeline.load()
    send(pipeline, {"name": "consent", "page": page} | AD | agreed)
    pipeline.load()
    come_back(pipeline, 3, agreed)
    assert pipeline.rows("select uniqExact(visitor_id) as visitors, count() as sessions from sessions") == [
        {"visitors": 1, "sessions": 2}
    ]
    assert pipeline.rows(
        "select first_channel, first_campaign, last_channel, converting_channel as converting from leads"
    ) == [
        {
            "first_channel": "Paid Search",
            "first_campaign": "printemps",
            "last_channel": "Paid Search",
            "converting": "Direct",
        }
    ]
    assert pipeline.rows("select channel, touches from lead_journeys order by position") == [
        {"channel": "Paid Search", "touches": 2},
        {"channel": "Direct", "touches": 2},
    ]


@pytest.mark.parametrize(("name", "more"), ACTS)
@pytest.mark.parametrize("is_late", [False, True])
def test_what_was_done_before_agreeing_is_the_same_visitors(
    name: str, more: dict[str, str], is_late: bool, pipeline: Pipeline
) -> None:
    """Whichever of the two arrives first: no conversion is without its touches, and none is two persons'."""
    pipeline.now, page = TODAY - timedelta(days=6), str(uuid4())
    agreed = {"consent": "granted", "visitor": f"{uuid4()}{milliseconds(pipeline.now)}"}
    send(pipeline, {"name": "pageview", "id": page} | AD)
    parts = [{"name": name, "page": page} | AD | more, {"name": "consent", "page": page} | AD | agreed]
    for event in reversed(parts) if is_late else parts:
        send(pipeline, event)
        pipeline.load()
    come_back(pipeline, 3, agreed)
    visitors = "select uniqExact(visitor_id) as visitors from"
    for table in ("sessions", "visitor_events", "touches", "conversions", "leads"):
        assert pipeline.rows(f"{visitors} {table}") == [{"visitors": 1}], table
    of_the_visit = "session_id = (select min(session_id) from sessions)"
    made = pipeline.rows(f"select count() as n from conversions where {of_the_visit} and conversion != 'leads'")
    assert made == [{"n": int(name != "form_submit" or "magnet" in more)}]
    leads = pipeline.rows("select first_channel as first from leads order by created")
    assert len(leads) == 1 + (name == "form_submit")
    assert leads[-1] == {"first": "Paid Search"}
    journeys = pipeline.rows(
        "select lead_id, groupArray(channel) as way from lead_journeys group by lead_id order by max(created)"
    )
    assert [len(row["way"]) for row in journeys] == ([1, 2] if name == "form_submit" else [2])


def test_a_lead_that_was_left_under_the_days_number_is_found_again(pipeline: Pipeline) -> None:
    """After an upgrade, a restore, or a loader that was stopped between the session's sum and its leads."""
    pipeline.now, page = TODAY - timedelta(days=6), str(uuid4())
    agreed = {"consent": "granted", "visitor": f"{uuid4()}{milliseconds(pipeline.now)}"}
    send(pipeline, {"name": "pageview", "id": page} | AD)
    send(pipeline, {"name": "form_submit", "page": page, "form": "devis"} | AD)
    send(pipeline, {"name": "consent", "page": page} | AD | agreed)
    pipeline.load()
    same = "select count() as n from leads as l inner join sessions as s using (site, session_id, visitor_id)"
    assert pipeline.rows(same) == [{"n": 1}]
    pipeline.clickhouse.command("alter table lead_events update visitor_id = 1 where 1 settings mutations_sync = 1")
    sum_all_leads(pipeline.clickhouse)
    assert pipeline.rows(same) == [{"n": 0}]
    follow_all_agreed(pipeline.clickhouse)
    assert pipeline.rows(same) == [{"n": 1}]
    assert pipeline.rows("select channel from lead_journeys") == [{"channel": "Paid Search"}]
