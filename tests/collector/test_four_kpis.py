"""Forty-three events worked out by hand, sent through the import, read from the four reports, in both backends.

Local time in Paris (UTC+1), the week from Monday 9 to Sunday 15 March 2026.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient

from leadpump.clickhouse import ClickHouse
from reports.pages import create_reports, install_language
from reports.site import Site
from tests.collector.conftest import CHROME, Pipeline
from tests.conftest import EmbeddedClickHouse, filled_with_schema

PARIS = ZoneInfo("Europe/Paris")
ADS = "?utm_source=google&utm_medium=cpc&utm_campaign=hiver"
CRAWLER = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"

# visitor, day of March, time, name, path and query, and what else the event says.
EVENTS: list[tuple[str, int, str, str, str, dict[str, Any]]] = [
    # A1: one page, read for 20 s: a bounce, but an engaged one. 20 s.
    ("A", 9, "09:00:00", "pageview", "/" + ADS, {}),
    ("A", 9, "09:00:20", "engagement", "/", {"engaged": 20_000, "scroll": 50}),
    # A2: came back by herself and became a lead: first touch Paid Search, last touch Direct. 3 min 30 s.
    ("A", 11, "10:00:00", "pageview", "/guide", {}),
    ("A", 11, "10:01:00", "magnet_view", "/guide", {"magnet": "checklist"}),
    ("A", 11, "10:02:00", "form_start", "/guide", {"magnet": "checklist", "form": "f"}),
    ("A", 11, "10:03:00", "form_submit", "/guide", {"magnet": "checklist", "form": "f"}),
    ("A", 11, "10:03:01", "pageview", "/merci", {"referrer": "https://example.fr/guide"}),
    ("A", 11, "10:03:30", "download", "/merci", {"magnet": "checklist"}),
    # B1: a bounce of 5 s.
    ("B", 9, "12:00:00", "pageview", "/", {"referrer": "https://www.google.fr/"}),
    ("B", 9, "12:00:05", "engagement", "/", {"engaged": 5_000, "scroll": 30}),
    # B2: saw the magnet and left by a link: no bounce. 1 min.
    ("B", 10, "18:00:00", "pageview", "/guide", {"referrer": "https://l.facebook.com/"}),
    ("B", 10, "18:00:30", "magnet_view", "/guide", {"magnet": "checklist"}),
    ("B", 10, "18:01:00", "outbound", "/guide", {"target": "https://example.org/"}),
    # C1: three pages with long pauses, none over 30 min, and a lead. 46 min.
    ("C", 10, "20:00:00", "pageview", "/?utm_source=facebook&utm_medium=paid_social", {}),
    ("C", 10, "20:10:00", "pageview", "/tarifs", {}),
    ("C", 10, "20:39:59", "pageview", "/guide", {}),
    ("C", 10, "20:40:00", "magnet_view", "/guide", {"magnet": "checklist"}),
    ("C", 10, "20:45:00", "form_submit", "/guide", {"magnet": "checklist", "form": "f"}),
    ("C", 10, "20:46:00", "engagement", "/guide", {"engaged": 60_000}),
    # D1: across midnight at the end of the week: this week's session, but its second page view is next week's. 20 min.
    ("D", 15, "23:50:00", "pageview", "/", {}),
    ("D", 16, "00:10:00", "pageview", "/tarifs", {}),
    # E1: began in the week before; only its second page view is this week's.
    ("E", 8, "23:59:59", "pageview", "/", {}),
    ("E", 9, "00:05:00", "pageview", "/guide", {}),
    # F: a crawler, nowhere in the figures.
    ("F", 12, "03:00:00", "pageview", "/", {"user_agent": CRAWLER}),
    ("F", 12, "03:00:01", "pageview", "/guide", {"user_agent": CRAWLER}),
    # G1: began the form, did not send it. 1 min 40 s.
    ("G", 12, "11:00:00", "pageview", "/guide", {"referrer": "https://chatgpt.com/"}),
    ("G", 12, "11:00:20", "section", "/guide", {"section": "prix"}),
    ("G", 12, "11:00:40", "magnet_view", "/guide", {"magnet": "devis"}),
    ("G", 12, "11:01:40", "form_start", "/guide", {"magnet": "devis", "form": "g"}),
    # H1: 30 min 00 s is one session (1 800 s); H2: 30 min 01 s begins another, a bounce of 0 s, direct.
    ("H", 13, "08:00:00", "pageview", "/?utm_source=brevo&utm_medium=email", {}),
    ("H", 13, "08:30:00", "pageview", "/tarifs", {}),
    ("H", 13, "09:00:01", "pageview", "/guide", {}),
    # I1: one event that arrives twice under one id: a bounce of 0 s.
    ("I", 13, "14:00:00", "pageview", "/", {"referrer": "https://www.bing.com/", "id": "twice"}),
    ("I", 13, "14:00:00", "pageview", "/", {"referrer": "https://www.bing.com/", "id": "twice"}),
    # J1: a custom event that says it is no interaction: still a bounce, of 15 s.
    ("J", 14, "10:00:00", "pageview", "/", {"referrer": "https://blog.example.org/article"}),
    ("J", 14, "10:00:15", "video auto", "/", {"interactive": False}),
    # K1: one that is: no bounce. 40 s.
    ("K", 14, "16:00:00", "pageview", "/", {}),
    ("K", 14, "16:00:40", "calculette", "/", {"props": {"surface": 80}}),
    # L1: two forms in one session are one lead. 1 min 30 s.
    ("L", 14, "21:00:00", "pageview", "/tarifs", {}),
    ("L", 14, "21:00:10", "magnet_view", "/tarifs", {"magnet": "devis"}),
    ("L", 14, "21:01:00", "form_submit", "/tarifs", {"magnet": "devis", "form": "g"}),
    ("L", 14, "21:01:10", "download", "/tarifs", {"magnet": "devis"}),
    ("L", 14, "21:01:30", "form_submit", "/tarifs", {"form": "contact"}),
]


def as_sent(number: int, pages: dict[str, str]) -> dict[str, Any]:
    """The event as an importer sends it; pages remembers the page each visitor is on."""
    visitor, day, time, name, path, more = EVENTS[number]
    id_ = str(uuid5(NAMESPACE_URL, str(more.get("id", number))))
    if name == "pageview":
        pages[visitor] = id_
    moment = datetime.fromisoformat(f"2026-03-{day:02}T{time}").replace(tzinfo=PARIS)
    event = {
        "site": "example.fr",
        "name": name,
        "url": f"https://example.fr{path}",
        "ts": int(moment.timestamp() * 1000),
        "visitor": visitor,
        "user_agent": CHROME,
        **more,
    }
    return event | {"id": id_, "page": pages[visitor]}


@pytest.fixture(scope="module", params=["embedded", "http"])
def store(request: pytest.FixtureRequest) -> Iterator[ClickHouse]:
    """A database for all the tests, which only read it, in both backends."""
    name = f"kpis_{secrets.token_hex(4)}"
    if request.param == "http":
        store = ClickHouse(request.getfixturevalue("engine").address(name))
    else:
        store = EmbeddedClickHouse(request.getfixturevalue("chdb_path"), name)
    with filled_with_schema(store):
        yield store


@pytest.fixture(scope="module")
def reports(store: ClickHouse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """The reports over what the events of the table became, loaded out of order in several batches."""
    assert len(EVENTS) >= 40
    pipeline = Pipeline(tmp_path_factory.mktemp("kpis"), store)
    pages: dict[str, str] = {}
    sent = [as_sent(number, pages) for number in range(len(EVENTS))]
    random.Random(7).shuffle(sent)
    pipeline.now = datetime(2026, 3, 17, 9, 0, tzinfo=UTC)
    for start in range(0, len(sent), 9):
        answer = pipeline.import_("events", sent[start : start + 9])
        assert (answer.status_code, answer.json["refused"]) == (202, [])  # type: ignore[index]
        pipeline.load()
    site = Site("example.fr", "Exemple", "Europe/Paris", "EUR")
    app = Flask("reports")
    install_language(app)
    app.register_blueprint(
        create_reports(pipeline.clickhouse.query, lambda _: site, lambda _: (), lambda: pipeline.now)
    )
    yield app.test_client()
    pipeline.spool.close()


def read(reports: FlaskClient, name: str) -> dict[str, Any]:
    answer = reports.get(f"/sites/example.fr/{name}.json?from=2026-03-09&to=2026-03-15")
    assert answer.status_code == 200, answer.data
    return dict(answer.get_json())


def figure(found: Mapping[str, Any], key: str) -> tuple[float, float, float]:
    item = found["figures"][key]
    return item["numerator"], item["denominator"], round(item["value"], 4)


def test_bounce_rate(reports: FlaskClient) -> None:
    found = read(reports, "bounce_rate")
    # Sessions begun in the week: A1 A2 B1 B2 C1 D1 G1 H1 H2 I1 J1 K1 L1 = 13. Bounces: A1 B1 H2 I1 J1 = 5.
    assert figure(found, "bounce_rate") == (5, 13, 38.4615)
    # Of these A1 was read for 20 s; the other four for less than 10 s.
    assert figure(found, "unengaged_rate") == (4, 13, 30.7692)


def test_session_time(reports: FlaskClient) -> None:
    found = read(reports, "session_time")
    # 20 + 210 + 5 + 60 + 2760 + 1200 + 100 + 1800 + 0 + 0 + 15 + 40 + 90 = 6300 s over 13 sessions.
    assert figure(found, "session_time") == (6300, 13, 484.6154)
    # 20 + 5 + 60 = 85 s engaged.
    assert figure(found, "engaged_time") == (85, 13, 6.5385)


def test_magnet_conversion(reports: FlaskClient) -> None:
    found = read(reports, "magnet_conversion")
    # checklist: shown to A, B and C, completed by A and C; devis: shown to G and L, completed by L.
    magnets = {row["magnet"]: row for row in found["tables"]["magnets"]["rows"]}
    counts = {name: (row["completed_visitors"], row["shown_visitors"]) for name, row in magnets.items()}
    assert counts == {"checklist": (2, 3), "devis": (1, 2)}
    steps = {row["magnet"]: round(row["magnet_conversion"], 4) for row in found["tables"]["magnet_steps"]["rows"]}
    assert steps == {"checklist": 66.6667, "devis": 50}
    # Shown any magnet: A B C G L = 5; completed one: A C L = 3.
    assert figure(found, "magnet_conversion") == (3, 5, 60)


def test_channel_attribution(reports: FlaskClient) -> None:
    found = read(reports, "channel_attribution")
    channels = {row["channel"]: row for row in found["tables"]["channels"]["rows"]}
    leads = {name: (row["leads_first"], row["leads_last"]) for name, row in channels.items()}
    # A came first by an advertisement and became a lead directly; C by Facebook; L directly.
    assert {name: both for name, both in leads.items() if any(both)} == {
        "Direct": (1, 2),
        "Paid Search": (1, 0),
        "Paid Social": (1, 1),
    }
    # A2 D1 H2 K1 L1; A1; C1; B1 I1; B2; G1; H1; J1.
    assert {name: row["sessions"] for name, row in channels.items()} == {
        "Direct": 5,
        "Paid Search": 1,
        "Paid Social": 1,
        "Organic Search": 2,
        "Organic Social": 1,
        "AI Assistants": 1,
        "Email": 1,
        "Referral": 1,
    }


def test_the_overview_brings_them_together(reports: FlaskClient) -> None:
    found = read(reports, "overview")
    values = {key: item["value"] for key, item in found["figures"].items()}
    # Visitors of the week's sessions: A B C D G H I J K L. Page views by their own time: A 3, B 2, C 3, D 1, E 1, G 1,
    # H 3, I 1, J 1, K 1, L 1 = 18.
    assert (values["visitors"], values["sessions"], values["page_views"], values["leads"]) == (10, 13, 18, 3)
    assert figure(found, "conversion_rate") == (3, 10, 30)
    assert round(values["bounce_rate"], 4) == 38.4615
    # Measured on A's and B's first page: 50 % and 30 %.
    assert figure(found, "scroll_depth") == (80, 2, 40)
