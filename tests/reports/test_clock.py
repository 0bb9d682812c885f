"""Days begin at midnight. In the Azores the clock is put forward then: the day compared with has an hour more."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from reports.registry import REPORTS
from tests.reports.conftest import IN_BOTH, SITE, Database, Story, application

AZORES = replace(SITE, timezone="Atlantic/Azores")
NOW = datetime(2026, 4, 6, 12, tzinfo=UTC)
NIGHT = {"from": "2026-03-29", "to": "2026-03-29"}
"""At 0 h it is 1 h. Compared with the day before, which had both."""


@pytest.fixture
def a_lead_after_midnight(database: Database, story: Story) -> None:
    """On 28 March at 0 h 30, which is 01:30 UTC: a visit, a lead, and what became of it; before that, a visit of
    the 25th. Then the same hour of the 29th is 1 h 30.
    """
    story.session(1, datetime(2026, 3, 25, 12, tzinfo=UTC))(0, "pageview")
    moment = datetime(2026, 3, 28, 1, 30, tzinfo=UTC)
    visit = story.session(2, moment)
    visit(0, "pageview")
    visit(1, "cart", interaction=True)
    lead = visit(2, "form_submit", form="contact", interaction=True, props={"contact.consent": "granted"})
    database.insert_events(story.events)
    about = {"lead_id": lead, "ts": datetime(2026, 3, 28, 1, 31, tzinfo=UTC), "stage": ""}
    told: list[dict[str, Any]] = [
        {"kind": "call"},
        {"kind": "sale", "value": 80},
        {"kind": "nps", "value": 10},
        {"kind": "score", "interesting": 40, "interested": 40},
        {"kind": "stage", "stage": "mql"},
        {"kind": "consent", "consent": "denied"},
    ]
    database.insert_lead_events([about | {"id": UUID(int=number)} | fact for number, fact in enumerate(told, start=1)])
    database.insert_emails([{"campaign": "lettre", "ts": moment, "kind": "delivered", "recipients": 5}])
    database.insert_costs([{"day": "2026-03-28", "campaign": "hiver", "amount": 12.5}])


@IN_BOTH
@pytest.mark.usefixtures("a_lead_after_midnight")
@pytest.mark.parametrize("interval", ["day", "week", "month"])
def test_what_happened_in_it_stands_on_the_day_it_is_compared_with(database: Database, interval: str) -> None:
    """Each figure of the day before is what its only interval shows beside it."""
    reader = application(database.query, {AZORES.name: AZORES}, lambda: NOW).test_client()
    compared = set()
    for kind in REPORTS:
        asked = NIGHT | {"interval": interval}
        answer = reader.get(f"/sites/{AZORES.name}/{kind.name}.json", query_string=asked).get_json()
        for key, series in answer["series"].items():
            if key not in answer["figures"] or kind.name == "realtime":
                continue
            (point,) = series["points"]
            before = answer["figures"][key]["previous"]
            if before:
                assert point["previous"] == pytest.approx(before), (kind.name, key)
                compared.add((kind.name, key))
    assert {
        ("channel_attribution", "leads"),
        ("lead_sources", "leads"),
        ("lead_funnel", "lead_to_mql"),
        ("response_time", "within_4h"),
        ("interest_matrix", "best_leads"),
        ("roi", "revenue_won"),
        ("follow_up_roi", "sold_revenue"),
        ("loyalty", "nps_answers"),
        ("loyalty", "cart_abandonment"),
        ("email_follow_up", "sent_emails"),
        ("overview", "leads"),
    } <= compared


MIDNIGHT = datetime(2026, 11, 10, 23, tzinfo=UTC)
"""In Paris, when 11 November begins."""


@pytest.fixture
def all_at_midnight(database: Database, story: Story) -> None:
    story.session(1, datetime(2026, 11, 1, 9, tzinfo=UTC))(0, "pageview")
    visit = story.session(2, MIDNIGHT)
    visit(0, "pageview")
    visit(0, "cart", interaction=True)
    visit(0, "magnet_view", magnet="guide")
    lead = visit(0, "form_submit", form="newsletter", magnet="guide", interaction=True)
    database.insert_events(story.events)
    about = {"lead_id": lead, "ts": MIDNIGHT, "stage": ""}
    told: list[dict[str, Any]] = [{"kind": "call"}, {"kind": "sale", "value": 80}, {"kind": "nps", "value": 6}]
    told += [{"kind": "consent", "consent": "granted"}, {"kind": "score", "interesting": 30, "interested": 30}]
    database.insert_lead_events([about | {"id": UUID(int=number)} | fact for number, fact in enumerate(told, start=1)])
    database.insert_emails([{"campaign": "lettre", "ts": MIDNIGHT, "kind": "delivered", "recipients": 5}])


AT_MIDNIGHT = {
    "overview": {"visitors": 1, "sessions": 1, "page_views": 1, "leads": 1},
    "audience": {"visitors": 1},
    "bounce_rate": {"sessions": 1},
    "session_time": {"sessions": 1},
    "content": {"page_views": 1},
    "channel_attribution": {"leads": 1, "customers": 1, "revenue": 80},
    "attribution": {"conversions": 1},
    "lead_sources": {"leads": 1, "reached_mql": 1, "reached_sql": 1, "reached_customer": 1, "newsletter_signups": 1},
    "lead_funnel": {"leads": 1, "opportunity_to_customer": 1},
    "response_time": {"leads": 1, "within_4h": 1},
    "acquisition_cost": {"leads": 1, "new_customers": 1},
    "roi": {"revenue_won": 80, "new_customers": 1},
    "follow_up_roi": {"sold_revenue": 80},
    "interest_matrix": {"best_leads": 1},
    "magnet_conversion": {"shown_visitors": 1, "completed_visitors": 1, "magnet_leads": 1},
    "forms": {"sent_visitors": 1},
    "funnel": {"entered_visitors": 1},
    "email_follow_up": {"sent_emails": 5},
    "loyalty": {"nps_answers": 1, "detractors": 1, "cart_abandonment": 1},
}


@pytest.mark.usefixtures("all_at_midnight")
def test_what_happens_at_midnight_is_of_the_day_that_begins(reader: FlaskClient) -> None:
    for name, expected in AT_MIDNIGHT.items():
        for dated in ("sale", "lead") if name in ("acquisition_cost", "roi") else ("sale",):
            for day, counted in (("2026-11-10", dict.fromkeys(expected, 0)), ("2026-11-11", expected)):
                days = {"from": day, "to": day, "compare": "none"}
                query = days | {"dated": dated, "step1": "page:/", "step2": "event:cart"}
                answer = reader.get(f"/sites/{SITE.name}/{name}.json", query_string=query).get_json()
                figures = {key: answer["figures"][key]["numerator"] or 0 for key in expected}
                assert figures == counted, (name, day, dated)
                for key in expected.keys() & answer["series"].keys():
                    points = answer["series"][key]["points"]
                    assert sum(point["numerator"] or 0 for point in points) == counted[key], (name, day, key)
