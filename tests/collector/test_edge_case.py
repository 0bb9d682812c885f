"""The cases at the edges of sessions, touches and days, each in several orders, batches and with everything sent twice.

Events are taken in at their moments, as the visitor's number depends on the day; then they reach the loader shuffled.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from collector import record
from collector.enrich import milliseconds
from collector.mode import Mode
from collector.prepare import read_segment
from collector.record import EventRecord
from collector.site import KnownSite, publish_sites
from collector.spool import ready_segments
from leadpump.clickhouse import ClickHouse
from reports.pages import create_reports, install_language
from reports.site import Site
from tests.collector.conftest import Pipeline
from tests.conftest import EmbeddedClickHouse, filled_with_schema

ORDERS = 4
BATCHES = 4

Told = tuple[str, str, dict[str, Any]]
"""When an event happened, its name, and what else it says; `page` is a label, `late` the hours until it arrives."""


@dataclass(frozen=True)
class Case:
    """What happened, and what comes of it.

    sessions: page views, seconds, source and campaign of each. touches: seconds since the first event, and source.
    """

    name: str
    events: list[Told]
    sessions: list[tuple[int, float, str, str]]
    touches: list[tuple[int, str]]
    visitors: int
    leads: int = 0
    mode: Mode = Mode.TAG


DIRECT = "(direct)"
AD = "/?utm_source=google&utm_medium=cpc&utm_campaign=printemps"
LETTER = "/?utm_source=brevo&utm_medium=email&utm_campaign=lettre"
AGREED = {"consent": "granted", "visitor": f"{uuid4()}{milliseconds(datetime(2026, 3, 10, tzinfo=UTC))}"}


def view(moment: str, url: str = "/", **more: Any) -> Told:
    return (moment, "pageview", {"url": url} | more)


def read(moment: str, page: str, **more: Any) -> Told:
    return (moment, "engagement", {"page": page, "engaged": 5000} | more)


CASES = [
    Case(
        "30-00",
        [view("2026-03-10T12:00:00Z"), view("2026-03-10T12:30:00Z")],
        sessions=[(2, 1800, DIRECT, "")],
        touches=[(0, DIRECT)],
        visitors=1,
    ),
    Case(
        "30-01",
        [view("2026-03-10T12:00:00Z"), view("2026-03-10T12:30:01Z")],
        sessions=[(1, 0, DIRECT, ""), (1, 0, DIRECT, "")],
        touches=[(0, DIRECT), (1801, DIRECT)],
        visitors=1,
    ),
    # The day of the site ends, the visitor's number stays: in Paris it is an hour past midnight when that changes.
    Case(
        "midnight-paris",
        [view("2026-03-10T23:59:00+01:00"), view("2026-03-11T00:01:00+01:00")],
        sessions=[(2, 120, DIRECT, "")],
        touches=[(0, DIRECT)],
        visitors=1,
    ),
    # The visitor's number changes. 22:50 to 00:40 is one visit; the one at noon is another number's.
    Case(
        "midnight-utc",
        [
            view("2026-03-10T22:50:00Z", AD),
            view("2026-03-10T23:20:00Z"),
            view("2026-03-10T23:45:00Z", page="form"),
            ("2026-03-11T00:05:00Z", "form_submit", {"page": "form", "form": "devis"}),
            view("2026-03-11T00:15:00Z"),
            view("2026-03-11T00:40:00Z"),
            view("2026-03-11T12:00:00Z"),
        ],
        sessions=[(5, 6600, "Google", "printemps"), (1, 0, DIRECT, "")],
        touches=[(0, "Google"), (47400, DIRECT)],
        visitors=2,
        leads=1,
    ),
    Case(
        "23-59-utc",
        [view("2026-03-10T23:59:00Z"), view("2026-03-11T00:01:00Z")],
        sessions=[(2, 120, DIRECT, "")],
        touches=[(0, DIRECT)],
        visitors=1,
    ),
    # The clock goes from 2:00 to 3:00: 1:59 and 3:01 are two minutes apart, 1:50 and 3:21 by the clock 31.
    Case(
        "spring",
        [
            view("2026-03-28T23:50:00+01:00", page="a"),
            view("2026-03-29T01:59:00+01:00"),
            view("2026-03-29T03:01:00+02:00"),
            view("2026-03-29T03:32:00+02:00"),
            view("2026-03-30T00:10:00+02:00"),
        ],
        sessions=[(1, 0, DIRECT, ""), (2, 120, DIRECT, ""), (1, 0, DIRECT, ""), (1, 0, DIRECT, "")],
        touches=[(0, DIRECT), (7740, DIRECT), (9720, DIRECT), (84000, DIRECT)],
        # By the days of UTC: 28 March, until 2:00 in Paris, and the 29th.
        visitors=2,
    ),
    # The clock shows 2:00 to 3:00 twice: 2:59 and 2:01 are two minutes apart; 2:30 and 2:30 an hour.
    Case(
        "autumn",
        [
            view("2026-10-25T02:59:00+02:00"),
            view("2026-10-25T02:01:00+01:00"),
            view("2026-10-25T02:32:00+01:00"),
            view("2026-10-25T23:59:00+01:00"),
        ],
        sessions=[(2, 120, DIRECT, ""), (1, 0, DIRECT, ""), (1, 0, DIRECT, "")],
        touches=[(0, DIRECT), (1980, DIRECT), (79200, DIRECT)],
        visitors=1,
    ),
    Case(
        "two-tabs",
        [
            view("2026-03-10T12:00:00Z", page="a"),
            view("2026-03-10T12:05:00Z", LETTER, page="b"),
            read("2026-03-10T12:06:00Z", "a"),
            read("2026-03-10T12:10:00Z", "b"),
            read("2026-03-10T12:35:00Z", "a"),
            view("2026-03-10T12:50:00Z"),
        ],
        sessions=[(3, 3000, DIRECT, "")],
        touches=[(0, DIRECT), (300, "Brevo")],
        visitors=1,
    ),
    Case(
        "consent-in-mid-visit",
        [
            view("2026-03-10T12:00:00Z", AD, page="a"),
            ("2026-03-10T12:01:00Z", "consent", {"url": AD, "page": "a"} | AGREED),
            view("2026-03-10T12:03:00Z", "/merci", **AGREED),
        ],
        sessions=[(2, 180, "Google", "printemps")],
        touches=[(0, "Google")],
        visitors=1,
        mode=Mode.CONSENT,
    ),
    Case(
        "second-campaign",
        [
            view("2026-03-10T12:00:00Z", AD),
            view("2026-03-10T12:10:00Z", LETTER),
            view("2026-03-10T12:12:00Z", LETTER),
        ],
        sessions=[(3, 720, "Google", "printemps")],
        touches=[(0, "Google"), (600, "Brevo")],
        visitors=1,
    ),
    # Who comes back to a tab after three quarters of an hour and reads on begins no session by that.
    Case(
        "engagement-after-expiry",
        [view("2026-03-10T12:00:00Z", AD, page="a"), read("2026-03-10T12:45:00Z", "a")],
        sessions=[(1, 0, "Google", "printemps")],
        touches=[(0, "Google")],
        visitors=1,
    ),
    # Nor does it arrive by the advertisement once more, if that is where the next visit begins.
    Case(
        "engagement-before-another-arrival",
        [
            view("2026-03-10T12:00:00Z", AD, page="a"),
            ("2026-03-10T13:00:00Z", "engagement", {"url": AD, "page": "a", "engaged": 5000}),
            view("2026-03-10T13:10:00Z", LETTER),
        ],
        sessions=[(1, 0, "Google", "printemps"), (1, 600, "Brevo", "lettre")],
        touches=[(0, "Google"), (3600, "Brevo")],
        visitors=1,
    ),
    Case(
        "offline",
        [
            view("2026-03-10T09:00:00Z", page="a", late=9),
            read("2026-03-10T09:25:00Z", "a", late=9),
            view("2026-03-10T09:50:00Z", late=2),
            view("2026-03-10T12:00:00Z"),
        ],
        sessions=[(2, 3000, DIRECT, ""), (1, 0, DIRECT, "")],
        touches=[(0, DIRECT), (10800, DIRECT)],
        visitors=1,
    ),
    # Without consent, with it from the second visit's second minute on, and back three days later: the number of the
    # first day, and the lasting one, under which all of the visit is in which they agreed.
    Case(
        "identified-later",
        [
            view("2026-03-10T12:00:00Z", referrer="https://www.google.fr/"),
            view("2026-03-11T12:00:00Z", page="a"),
            ("2026-03-11T12:01:00Z", "consent", {"page": "a"} | AGREED),
            ("2026-03-11T12:02:00Z", "form_submit", {"page": "a", "form": "devis"} | AGREED),
            view("2026-03-14T12:00:00Z", LETTER, **AGREED),
            view("2026-03-15T00:20:00Z", **AGREED),
        ],
        sessions=[(1, 0, "Google", ""), (1, 120, DIRECT, ""), (1, 0, "Brevo", "lettre"), (1, 0, DIRECT, "")],
        touches=[(0, "Google"), (86400, DIRECT), (345600, "Brevo"), (390000, DIRECT)],
        visitors=2,
        leads=1,
        mode=Mode.CONSENT,
    ),
]  # fmt: skip

BY_CLOCK = [
    # case, first and last day, interval, sessions and page views of the intervals that have any, by Paris's clock
    ("midnight-paris", "2026-03-10", "2026-03-11", "day", {"2026-03-10": (1, 1), "2026-03-11": (0, 1)}),
    ("23-59-utc", "2026-03-10", "2026-03-11", "day", {"2026-03-11": (1, 2)}),
    ("spring", "2026-03-28", "2026-03-30", "day", {"2026-03-28": (1, 1), "2026-03-29": (2, 3), "2026-03-30": (1, 1)}),
    ("spring", "2026-03-29", "2026-03-29", "hour", {"2026-03-29T01:00": (1, 1), "2026-03-29T03:00": (1, 2)}),
    ("autumn", "2026-10-24", "2026-10-26", "day", {"2026-10-25": (3, 4)}),
    ("autumn", "2026-10-25", "2026-10-25", "hour", {"2026-10-25T02:00": (2, 3), "2026-10-25T23:00": (1, 1)}),
]


def site_of(case: str, order: int) -> str:
    return f"{case}-{order}.fr"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, chdb_path: Path) -> Iterator[Pipeline]:
    """Every case in every order, each under a site of its own; all sites are loaded together, batch by batch."""
    store: ClickHouse = EmbeddedClickHouse(chdb_path, f"edges_{secrets.token_hex(4)}")
    with filled_with_schema(store):
        # The days of the table lie in the past: what is kept for 40 days alone would be gone at once.
        for table in ("events", "event_ids", "session_summaries"):
            store.command(f"alter table {table} remove ttl")
        pipeline = Pipeline(tmp_path_factory.mktemp("edges"), store)
        publish_sites(
            pipeline.folder / "sites.json",
            [
                KnownSite(name=site_of(case.name, order), hosts=("example.fr",), mode=case.mode)
                for case in CASES
                for order in range(ORDERS)
            ],
        )
        by_site = take_in(pipeline)
        for batch in shuffled(by_site):
            pipeline.spool.append(list(map(record.encode, batch)))
            pipeline.load()
        yield pipeline
        pipeline.spool.close()


def take_in(pipeline: Pipeline) -> Mapping[str, list[EventRecord]]:
    """The records of all that was sent, by site, through the real intake at the moments at which it arrives."""
    sent = [item for case in CASES for order in range(ORDERS) for item in as_sent(case, site_of(case.name, order))]
    for moment, event in sorted(sent, key=lambda item: item[0]):
        pipeline.now = moment
        answer = pipeline.post(event)
        assert answer.status_code == 202, answer.text
    pipeline.spool.seal()
    by_site: dict[str, list[EventRecord]] = {}
    for path in ready_segments(pipeline.folder / "spool"):
        for item in read_segment(path).records:
            assert isinstance(item, EventRecord)
            by_site.setdefault(item.site, []).append(item)
        path.unlink()
    return by_site


def as_sent(case: Case, site: str) -> Iterator[tuple[datetime, dict[str, Any]]]:
    """The events of a case as a tag sends them, and when they arrive."""
    pages: dict[str, str] = {}
    for moment, name, told in case.events:
        more = dict(told)
        late = timedelta(hours=more.pop("late", 0))
        page = pages.setdefault(more.pop("page", moment), str(uuid4()))
        own: dict[str, Any] = {
            "site": site,
            "name": name,
            "url": f"https://example.fr{more.pop('url', '/')}",
            "page": page,
        }
        own |= {"id": page if name == "pageview" else str(uuid4()), "age": int(late.total_seconds() * 1000)}
        yield datetime.fromisoformat(moment).astimezone(UTC) + late, own | more


def shuffled(by_site: Mapping[str, list[EventRecord]]) -> list[list[EventRecord]]:
    """What the loader gets: each site's events in an order and cuts of its own, and then every event again.

    The first order of each case is that of the visit, at once.
    """
    batches: list[list[EventRecord]] = [[] for _ in range(BATCHES + 1)]
    for site, records in by_site.items():
        order = int(site.removesuffix(".fr").rpartition("-")[2])
        random = Random(order)
        for item in random.sample(records, len(records)) if order else records:
            batches[random.randrange(BATCHES) if order else 0].append(item)
        batches[BATCHES] += random.sample(records, len(records))
    return batches


@pytest.fixture(scope="module")
def rows(loaded: Pipeline) -> Callable[[str], Mapping[str, list[tuple[Any, ...]]]]:
    """The rows of a statement by site; each statement is asked once."""
    known: dict[str, dict[str, list[tuple[Any, ...]]]] = {}

    def ask(sql: str) -> Mapping[str, list[tuple[Any, ...]]]:
        if sql not in known:
            found = known.setdefault(sql, {})
            for row in loaded.rows(sql):
                site, *values = row.values()
                found.setdefault(site, []).append(tuple(values))
        return known[sql]

    return ask


SESSIONS = "select site, page_views, duration_seconds, source, utm_campaign from sessions order by site, started"
TOUCHES = """
select
    t.site as site,
    dateDiff('second', min(t.ts) over (partition by t.site), t.ts) as second,
    t.source as source
from touches as t
order by t.site, t.ts
"""
VISITORS = """
select
    site,
    uniqExact(visitor_id) as visitors,
    uniqExactIf(visitor_id, form_submissions > 0) as converting
from sessions
group by site
"""
LEADS = "select site, count() as leads from leads group by site"
STORED = """
select
    site,
    count() as stored,
    uniqExact(id) as ids,
    uniqExact(session_id, visitor_id) - uniqExact(session_id) as split
from events
group by site
"""


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_an_edge_case_in_any_order(case: Case, rows: Callable[[str], Mapping[str, list[tuple[Any, ...]]]]) -> None:
    for order in range(ORDERS):
        site = site_of(case.name, order)
        assert rows(SESSIONS)[site] == case.sessions, site
        assert rows(TOUCHES)[site] == case.touches, site
        assert rows(VISITORS)[site] == [(case.visitors, case.leads)], site
        assert rows(LEADS).get(site, [(0,)]) == [(case.leads,)], site
        assert rows(STORED)[site] == [(len(case.events), len(case.events), 0)], site


@pytest.fixture(scope="module")
def reports(loaded: Pipeline) -> FlaskClient:
    """The reports of every site, in the clock of Paris."""
    app = Flask("reports")
    install_language(app)
    app.register_blueprint(
        create_reports(
            loaded.clickhouse.query,
            lambda name: Site(name, name, "Europe/Paris", "EUR"),
            lambda _: (),
            lambda: datetime(2026, 11, 29, tzinfo=UTC),
        )
    )
    return app.test_client()


@pytest.mark.parametrize(("case", "first", "last", "interval", "expected"), BY_CLOCK)
def test_days_and_hours_are_those_of_the_sites_clock(
    case: str, first: str, last: str, interval: str, expected: dict[str, tuple[int, int]], reports: FlaskClient
) -> None:
    asked = {"from": first, "to": last, "interval": interval}
    answer = reports.get(f"/sites/{site_of(case, ORDERS - 1)}/overview.json", query_string=asked).get_json()
    points = {
        name: {point["from"]: point["value"] for point in answer["series"][name]["points"] if point["value"]}
        for name in ("sessions", "page_views")
    }
    for place, name in enumerate(("sessions", "page_views")):
        assert points[name] == {moment: counts[place] for moment, counts in expected.items() if counts[place]}
        assert answer["figures"][name]["value"] == sum(points[name].values())
