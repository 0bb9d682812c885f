"""A real ClickHouse with the product's own schema, and the reports as an application serves them."""

import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Route

from collector.lead import make_leads
from collector.lead_summary import sum_all_leads
from collector.migrate import migrate
from collector.summary import sum_sessions
from leadpump.clickhouse import ClickHouse
from reports.pages import create_reports, install_language
from reports.query import Answer, Query, Rows
from reports.segment import Segment
from reports.site import Site
from reports.statement import instant
from tests.conftest import EmbeddedClickHouse, EngineProcess

NOW = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)
HOME = "http://leadpump.test"
SITE = Site("atelier.fr", "Atelier Morel", "Europe/Paris", "EUR")

EVENT: dict[str, Any] = {
    "site": SITE.name,
    "hostname": "atelier.fr",
    "path": "/",
    "source": "(direct)",
    "medium": "(none)",
    "channel": "Direct",
    "via": "tag",
    "scroll": None,
    "value": None,
    "engaged_ms": 0,
    "interaction": False,
    "opens_touch": False,
    "title": "",
    "magnet": "",
    "form": "",
    "referrer": "",
    "bot": "",
    "spam": "",
    "utm_campaign": "",
}
REFUSAL: dict[str, Any] = {
    "site": SITE.name,
    "detail": "",
    "name": "",
    "hostname": "",
    "unknown": "",
    "browser": "",
    "refused": 1,
}
CLEARED = (
    "events",
    "session_summaries",
    "lead_events",
    "lead_summaries",
    "contacts",
    "refusals",
    "costs",
    "metrics",
    "email_events",
)
STAGE: dict[str, Any] = {"site": SITE.name, "value": None, "currency": "", "reason": "", "author": ""}


@dataclass
class Database:
    """One ClickHouse with the schema; rows are given as dicts, what they leave out has a plain default.

    holds: the story that its rows tell, as long as nothing was added: tests that only read it need it told once. It has
    the name of the fixture that tells it; "nothing" is that of none.
    answered: what it was asked since, for the same statement is asked once: page, JSON and CSV of a report have most in
    common, and so have tests.
    """

    store: ClickHouse
    holds: str = ""
    answered: dict[tuple[str, str], Answer] = field(default_factory=dict)

    def query(self, sql: str, params: Mapping[str, Any] | None = None) -> Rows:
        """What the application hands to the reports."""
        if not self.holds:
            return self.store.query(sql, params)
        asked = sql, repr(params)
        if asked not in self.answered:
            self.answered[asked] = self.store.query(sql, params)
        return deepcopy(self.answered[asked])

    def hold(self, story: str) -> None:
        """Say what story is told, whole."""
        self.holds = story
        self.answered.clear()

    def insert_events(self, events: list[dict[str, Any]]) -> None:
        """Append events; each needs session_id, ts, id, name, page_id and visitor_id."""
        rows = [EVENT | {"received": event["ts"]} | event for event in events]
        self._insert("events", rows)
        sessions: dict[str, set[int]] = {}
        for row in rows:
            sessions.setdefault(row["site"], set()).add(row["session_id"])
        sum_sessions(self.store, sessions)
        make_leads(self.store, int(NOW.timestamp() * 1000))

    def insert_lead_events(self, stages: list[dict[str, Any]]) -> None:
        """Append stages; each needs lead_id, ts, id and stage."""
        self._insert("lead_events", [STAGE | {"received": stage["ts"]} | stage for stage in stages])
        sum_all_leads(self.store)

    def insert_refusals(self, refusals: list[dict[str, Any]]) -> None:
        """Append refusals; each needs received and reason."""
        self._insert("refusals", [REFUSAL | {"id": uuid4()} | refusal for refusal in refusals])

    def insert_costs(self, costs: list[dict[str, Any]]) -> None:
        """Append costs; each needs day, campaign and amount."""
        plain = {"site": SITE.name, "currency": SITE.currency, "received": NOW}
        self._insert("costs", [plain | {"id": uuid4()} | cost for cost in costs])

    def insert_metrics(self, metrics: list[dict[str, Any]]) -> None:
        """Append what was measured outside; every column is given."""
        self._insert("metrics", metrics)

    def insert_emails(self, emails: list[dict[str, Any]]) -> None:
        """Append what became of e-mails; each needs ts, kind and what it is about."""
        rows = ({"site": SITE.name, "received": NOW, "id": uuid4(), "recipients": 1} | email for email in emails)
        self._insert("email_events", [{"entry": row["id"]} | row for row in rows])

    def clear(self) -> None:
        """Empty the tables."""
        for table in CLEARED:
            self.store.command(f"truncate table {table}")
        self.hold("nothing")

    def _insert(self, table: str, rows: list[dict[str, Any]]) -> None:
        lines = "\n".join(json.dumps(row, default=_as_text) for row in rows)
        self.store.insert_lines(table, lines.encode(), secrets.token_hex(8))
        self.holds = ""


def _as_text(value: object) -> str:
    return instant(value) if isinstance(value, datetime) else str(value)


def opened(store: ClickHouse) -> Database:
    """A database with the product's schema."""
    store.create_database()
    migrate(store)
    return Database(store)


@pytest.fixture(scope="session")
def embedded_database(chdb_path: Path) -> Database:
    return opened(EmbeddedClickHouse(chdb_path, "reports"))


@pytest.fixture(scope="session")
def http_database(engine: EngineProcess) -> Database:
    return opened(ClickHouse(engine.address("reports")))


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Database:
    """An empty database with the schema: embedded, or what a test asks for (see IN_BOTH). It may hold already the story
    that is asked for.
    """
    database: Database = request.getfixturevalue(f"{getattr(request, 'param', 'embedded')}_database")
    if database.holds not in ("nothing", *request.fixturenames):
        database.clear()
    return database


IN_BOTH = pytest.mark.parametrize("database", ["embedded", "http"], indirect=True)
"""For tests to be run embedded and through the HTTP client."""


def application(
    query: Query,
    sites: Mapping[str, Site],
    now: Callable[[], datetime],
    segments_of: Callable[[str], Sequence[Segment]] = lambda _site: (),
    waiting_since: Callable[[], datetime | None] = lambda: None,
) -> Flask:
    """The reports in an application, with stand-ins for the pages of other rooms that they link to."""
    app = Flask("tests", static_folder=None)
    app.secret_key = "tests"
    app.jinja_env.globals["csrf_token"] = lambda: "token"
    install_language(app)
    app.register_blueprint(create_reports(query, sites.get, segments_of, now, waiting_since))
    # Pages of other rooms that no test asks for: any of them may be linked to.
    app.url_build_error_handlers.append(lambda _error, endpoint, _values: f"/stand-in/{endpoint}")
    account, site_pages = Blueprint("account", __name__), Blueprint("sites", __name__)
    account.add_url_rule("/logout", "logout", lambda: "", methods=["POST"])
    account.add_url_rule("/account/password", "password", lambda: "")
    account.add_url_rule("/account/", "index", lambda: "")
    site_pages.add_url_rule("/sites/", "index", lambda: "")
    site_pages.add_url_rule("/sites/<site>/install", "install", lambda site: site)
    rule_pages = Blueprint("channels", __name__)
    rule_pages.add_url_rule("/sites/<site>/channel-rules", "index", lambda site: site)
    app.register_blueprint(account)
    app.register_blueprint(site_pages)
    app.register_blueprint(rule_pages)
    segment_pages = Blueprint("segments", __name__)
    segment_pages.add_url_rule("/sites/<site>/segments", "index", lambda site: site)
    app.register_blueprint(segment_pages)
    lead_pages = Blueprint("leads", __name__)
    lead_pages.add_url_rule("/sites/<site>/leads", "index", lambda site: site)
    app.register_blueprint(lead_pages)
    magnet_pages = Blueprint("magnets", __name__)
    magnet_pages.add_url_rule("/sites/<site>/lead-magnets", "index", lambda site: site)
    app.register_blueprint(magnet_pages)
    conversion_pages = Blueprint("conversions", __name__)
    conversion_pages.add_url_rule("/sites/<site>/conversions", "index", lambda site: site)
    app.register_blueprint(conversion_pages)
    score_pages = Blueprint("score_rules", __name__)
    score_pages.add_url_rule("/sites/<site>/score-rules", "index", lambda site: site)
    app.register_blueprint(score_pages)
    board_pages = Blueprint("board", __name__)
    board_pages.add_url_rule("/sites/<site>/board", "choose", lambda site: site)
    app.register_blueprint(board_pages)
    outside_pages = Blueprint("outside", __name__)
    outside_pages.add_url_rule("/sites/<site>/metrics", "index", lambda site: site)
    app.register_blueprint(outside_pages)
    email_pages = Blueprint("email_import", __name__)
    email_pages.add_url_rule("/sites/<site>/emails/import", "upload", lambda site: site)
    app.register_blueprint(email_pages)
    cost_pages = Blueprint("costs", __name__)
    cost_pages.add_url_rule("/sites/<site>/costs", "index", lambda site: site)
    app.register_blueprint(cost_pages)
    return app


@pytest.fixture
def reader(database: Database) -> FlaskClient:
    """A client of the reports of one site, at a fixed moment."""
    return application(database.query, {SITE.name: SITE}, lambda: NOW).test_client()


@dataclass
class Story:
    """Writes events down as they would be stored, from few words.

    A session is numbered by its visitor and start; every event gets an id of its own, in order.
    """

    events: list[dict[str, Any]] = field(default_factory=list)

    def session(self, visitor: int, start: datetime, **origin: Any) -> Callable[..., UUID]:
        """A session; call it with seconds after its start, a name and columns to add an event."""
        session_id = (int(start.timestamp()) << 32) | visitor

        def event(after: float, name: str, page: int = 1, **columns: Any) -> UUID:
            identifier = UUID(int=len(self.events) + 1 + (visitor << 64))
            self.events.append(
                {
                    **origin,
                    "session_id": session_id,
                    "visitor_id": visitor,
                    "ts": datetime.fromtimestamp(start.timestamp() + after, UTC),
                    "id": identifier,
                    "name": name,
                    "page_id": UUID(int=(session_id << 8) | page),
                    **columns,
                }
            )
            return identifier

        return event


@pytest.fixture
def story() -> Story:
    return Story()


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def tell_three_days(story: Story) -> list[dict[str, Any]]:
    """10 to 12 November 2026 in Paris (UTC+1) and a little around; gives the stages of its leads.

    The figures of test_by_hand.py are worked out from these lines with pencil and paper.
    """
    # Visitor 11, 1 Nov.: the site was measured before the period before, so that the two can be compared.
    v11 = story.session(11, _at(1, 9))
    v11(0, "pageview")
    # A lead too, and the only customer there is before the three days.
    lead_0 = v11(60, "form_submit", form="contact", interaction=True)

    # Visitor 1, 10 Nov., organic search: 2 pages, 120 s, 30 + 40 s engaged, scroll 80 and 60; a lead by the guide.
    v1 = story.session(1, _at(10, 9), channel="Organic Search", source="Google", medium="organic")
    v1(0, "pageview", opens_touch=True, utm_source="google")
    v1(40, "engagement", scroll=80, engaged_ms=30_000)
    v1(60, "pageview", 2, path="/guide")
    v1(65, "magnet_view", 2, path="/guide", magnet="guide")
    # Its section "prix" was in view twice, 12.5 s and 4 s, told in two parts.
    v1(80, "section", 2, path="/guide", section="prix", props={"seconds": "12.5"})
    v1(90, "section", 2, path="/guide", section="prix", props={"seconds": "4"})
    lead_1 = v1(100, "form_submit", 2, path="/guide", magnet="guide", form="guide", interaction=True)
    v1(120, "engagement", 2, path="/guide", scroll=60, engaged_ms=40_000)

    # Visitor 2, 10 Nov., direct: one page, 5 s, 4 s engaged, scroll 20: a bounce, unengaged.
    v2 = story.session(2, _at(10, 10))
    v2(0, "pageview")
    v2(5, "engagement", scroll=20, engaged_ms=4_000)

    # Visitor 3, 10 Nov., paid search: one page, 30 s, 25 s engaged, scroll 50, saw the guide: a bounce, engaged.
    v3 = story.session(3, _at(10, 11), channel="Paid Search", source="Google", medium="cpc", utm_campaign="devis")
    v3(0, "pageview", path="/guide", opens_touch=True, utm_source="Google_Ads")
    v3(3, "magnet_view", path="/guide", magnet="guide")
    # It began the form "rappel", and left it at the telephone.
    v3(29, "form_field", path="/guide", form="rappel", props={"field": "phone"})
    v3(30, "engagement", path="/guide", scroll=50, engaged_ms=25_000)

    # Visitor 4, 11 Nov. 23:30 UTC, which is 12 Nov. in Paris, e-mail: one page, nothing more: a bounce, unengaged.
    v4 = story.session(4, _at(11, 23, 30), channel="Email", source="Brevo", medium="email")
    v4(0, "pageview", opens_touch=True)

    # Visitor 5, 12 Nov., organic social: one page, 20 s, 12 s engaged, scroll 100: a bounce, engaged.
    v5 = story.session(5, _at(12, 8), channel="Organic Social", source="Instagram", medium="social")
    v5(0, "pageview", opens_touch=True)
    v5(20, "engagement", scroll=100, engaged_ms=12_000)
    # The same an hour later, direct: 1 page, 60 s, 50 s engaged, scroll 40; downloads the checklist, then a lead by it.
    v5 = story.session(5, _at(12, 9))
    v5(0, "pageview", path="/guide")
    v5(1, "magnet_view", path="/guide", magnet="checklist")
    v5(10, "download", path="/guide", magnet="checklist", interaction=True)
    lead_2 = v5(30, "form_submit", path="/guide", magnet="checklist", form="checklist", interaction=True)
    v5(60, "engagement", path="/guide", scroll=40, engaged_ms=50_000)

    # Visitor 6, 9 Nov. (the period before), referral: one page, 10 s, 5 s engaged, scroll 30: a bounce, unengaged.
    v6 = story.session(6, _at(9, 10), channel="Referral", source="example.org", medium="referral")
    v6(0, "pageview", opens_touch=True)
    v6(10, "engagement", scroll=30, engaged_ms=5_000)
    # The same on 12 Nov., direct: 2 pages, 16 s; a lead by an ordinary form.
    v6 = story.session(6, _at(12, 10))
    v6(0, "pageview")
    lead_3 = v6(15, "form_submit", form="contact", interaction=True)
    v6(16, "pageview", 2, path="/merci")

    # Visitor 7, 10 Nov., direct, and in the same session a click on an advertisement: 2 pages, 130 s; a lead.
    v7 = story.session(7, _at(10, 12))
    v7(0, "pageview")
    v7(
        100,
        "pageview",
        2,
        path="/promo",
        opens_touch=True,
        channel="Paid Social",
        source="Facebook",
        medium="paid_social",
        utm_campaign="promo",
    )
    lead_4 = v7(130, "form_submit", 2, path="/promo", form="contact", interaction=True)
    # Sent once more at once, by a program: taken for spam, and no lead of its own.
    v7(130, "form_submit", 2, path="/promo", form="contact", interaction=True, spam="too_fast")

    # Visitors 12 and 13, long after: what happens now (see NOW): one came 40 minutes ago and reads on, one has left.
    v12 = story.session(12, NOW - timedelta(minutes=40), country="FR")
    v12(0, "pageview")
    v12(38 * 60, "pageview", 2, path="/guide")
    v13 = story.session(13, NOW - timedelta(minutes=20), country="BE", channel="Email", source="Brevo", medium="email")
    v13(0, "pageview", opens_touch=True)
    v13(60, "engagement", scroll=10, engaged_ms=1_000)

    # Not counted: a machine, another site, and 12 Nov. 23:30 UTC, which is 13 Nov. in Paris.
    v8 = story.session(8, _at(11, 10), bot="crawler")
    v8(0, "pageview")
    v8(1, "magnet_view", magnet="guide")
    v8(2, "form_submit", magnet="guide", interaction=True)
    v9 = story.session(9, _at(11, 11), site="other.example")
    v9(0, "pageview")
    v9(2, "form_submit", magnet="guide", interaction=True)
    v10 = story.session(10, _at(12, 23, 30))
    v10(0, "pageview")
    v10(1, "magnet_view", magnet="guide")

    # Leads 1 and 4 become customers after the period: 500 €, and 1 000 € then 250.50 €. Lead 3 is lost.
    return [
        {"lead_id": lead_1, "ts": _at(15, 9), "id": UUID(int=1), "stage": "customer", "value": 500},
        {"lead_id": lead_4, "ts": _at(18, 9), "id": UUID(int=2), "stage": "customer", "value": 1000},
        {"lead_id": lead_4, "ts": _at(19, 9), "id": UUID(int=3), "stage": "customer", "value": 250.5},
        {"lead_id": lead_3, "ts": _at(13, 9), "id": UUID(int=4), "stage": "lost"},
        {"lead_id": lead_2, "ts": _at(13, 9), "id": UUID(int=5), "stage": "contacted"},
        # Scores: lead 1 both, 2 a tire-kicker, 3 interesting alone; 4 was not scored. The thresholds are 30 and 30.
        *(
            {"lead_id": lead, "ts": _at(12, 16), "id": UUID(int=number), "stage": "", "kind": "score"}
            | {"interesting": means, "interested": interest}
            for number, (lead, means, interest) in enumerate(
                ((lead_1, 30, 55), (lead_2, 29, 60), (lead_3, 40, 29)), start=12
            )
        ),
        # Lead 0 bought on 2 Nov. and again on the 11th; four leads answer how likely they are to recommend.
        {"lead_id": lead_0, "ts": _at(2, 9), "id": UUID(int=6), "stage": "", "kind": "sale", "value": 300},
        {"lead_id": lead_0, "ts": _at(11, 9), "id": UUID(int=7), "stage": "", "kind": "sale", "value": 80},
        *(
            {"lead_id": lead, "ts": _at(12, 15), "id": UUID(int=number), "stage": "", "kind": "nps", "value": points}
            for number, (lead, points) in enumerate(((lead_1, 10), (lead_2, 9), (lead_3, 8), (lead_4, 2)), start=8)
        ),
    ]


def tell_refusals() -> list[dict[str, Any]]:
    """What was refused on the three days: 6 for an unknown site, 3 for a foreign host; and 5 on the day before."""
    wrong_name = {"reason": "unknown_site", "detail": "no such site", "unknown": "ateleir.fr", "hostname": "atelier.fr"}
    copy = {"reason": "foreign_origin", "detail": "a foreign host", "hostname": "copie.example", "browser": "Firefox"}
    return [
        {"received": _at(10, 9), "name": "pageview", "browser": "Chrome", "refused": 2} | wrong_name,
        {"received": _at(12, 9), "name": "pageview", "browser": "Chrome", "refused": 1} | wrong_name,
        # Beyond the samples of that hour.
        {"received": _at(12, 9), "reason": "unknown_site", "refused": 3},
        {"received": _at(12, 10), "refused": 3} | copy,
        {"received": _at(9, 10), "refused": 5} | copy,
        # Another site's, and a request of which nobody knows whom it was for.
        {"received": _at(11, 10), "refused": 7, "site": "other.example"} | copy,
        {"received": _at(11, 10), "refused": 9, "site": ""} | wrong_name,
    ]


def tell_emails() -> list[dict[str, Any]]:
    """A letter of the 11th in totals: 50 of 60 sent arrived, 20 opened, 8 clicked; visitor 7 came by an advertisement
    of the same campaign, and not by it. Of a sequence of two e-mails what each of three people did. A letter of the
    9th, to 40.
    """
    letter = {"campaign": "promo", "ts": _at(11, 8), "subject": "La promo"}
    told = {
        "sent": 60,
        "delivered": 50,
        "bounced_hard": 6,
        "opened": 20,
        "clicked": 8,
        "unsubscribed": 2,
        "complained": 1,
    }
    rows = [letter | {"kind": kind, "recipients": number} for kind, number in told.items()]
    rows += [
        {"campaign": "before", "ts": _at(9, 8), "kind": kind, "recipients": number}
        for kind, number in {"delivered": 40, "opened": 10, "clicked": 1}.items()
    ]
    for step, kinds in (
        (1, ("delivered opened clicked", "delivered machine_opened", "delivered")),
        (2, ("bounced_soft", "delivered clicked")),
    ):
        for person, said in enumerate(kinds, start=1):
            about = {"sequence": "Bienvenue", "step": step, "subject": f"Lettre {step}", "person": person}
            rows += [about | {"ts": _at(10 + step, 9), "kind": kind} for kind in said.split()]
    return rows


THREE_DAYS = {"from": "2026-11-10", "to": "2026-11-12"}


@pytest.fixture
def three_days(database: Database, story: Story) -> Database:
    """The database with the three days in it; ask for them with the parameters of `days`."""
    if database.holds == "three_days":
        return database
    stages = tell_three_days(story)
    database.insert_events(story.events)
    database.insert_lead_events(stages)
    database.insert_refusals(tell_refusals())
    database.insert_emails(tell_emails())
    # Spelt otherwise than the campaign that visitor 7 clicked on.
    database.insert_costs([{"day": "2026-11-11", "campaign": "Promo", "amount": 12.5}])
    database.insert_metrics(
        [
            {"site": SITE.name, "day": "2026-11-11", "received": NOW, "id": uuid4(), "metric": metric, "value": value}
            | {"dimension": dimension, "adds_up": metric != "social_followers"}
            for metric, dimension, value in (
                ("social_followers", "Instagram", 120),
                ("likes", "Instagram", 7),
                ("history_visitors", "Matomo", 30),
                ("history_sessions", "Matomo", 40),
                ("history_bounces", "Matomo", 10),
            )
        ]
    )
    database.hold("three_days")
    return database


@pytest.fixture
def page(browser: Browser, three_days: Database, reader: FlaskClient) -> Iterator[Page]:
    """A browser whose requests the application answers in this process, and which runs nothing inline."""
    del three_days

    def answer(route: Route) -> None:
        response = reader.get(route.request.url.removeprefix(HOME), headers={"Accept-Language": "en"})
        headers = {"content-type": response.content_type, "content-security-policy": "default-src 'self'"}
        route.fulfill(status=response.status_code, headers=headers, body=response.get_data())
        response.close()

    context = browser.new_context()
    opened = context.new_page()
    opened.route(f"{HOME}/**", answer)
    yield opened
    context.close()


@pytest.fixture
def days() -> dict[str, str]:
    """The address parameters of the three days."""
    return dict(THREE_DAYS)
