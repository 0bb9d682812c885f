"""Every route of the real application, and who may pass. A new one fails here until it is listed."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from a2wsgi import ASGIMiddleware
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import Client, TestResponse

from collector.commit import Commit
from collector.edge import Edge
from collector.pixel import ADDRESS as PIXEL
from collector.receive import WAYS
from collector.webhook.receive import PREFIX as HOOKS
from collector.webhook.sender import SENDERS
from leadpump.app import WITHOUT_COOKIES, create_intake, create_pages, open_spool, utc_now
from leadpump.clickhouse import ClickHouse
from leadpump.demo import SITE as DEMO
from leadpump.front import ALIVE, Front
from leadpump.pages.deed import CHANGE_NOTHING, CHANGES, EXPORTS
from leadpump.records import Records, open_records
from leadpump.records.new_site import NewSite
from leadpump.records.scope import READ, WRITE
from leadpump.records.shared_link import NewLink
from leadpump.settings import Settings
from leadpump.setup import set_up
from reports.registry import BY_NAME
from reports.shared import SHAREABLE
from tests.conftest import TOKEN, EngineProcess, filled_with_schema

FOR_ALL = {
    "account.login",
    "language",
    "invitation.open_link",
    "stop.ask",
    "stop.stop",
    "reports.static",
    "health.readyz",
    "openapi.show",
    "tag.script",
    "tag.versioned",
    "demo.home",
    "demo.article",
    "demo.prices",
    "demo.legal",
    "demo.ask_checklist",
    "demo.checklist_received",
    "demo.ask_quote",
    "demo.quote_received",
    "demo.static",
    "demo.try_signals",
    "demo.try_application",
    "demo.try_application_view",
    "demo.try_consent",
}
WITH_A_TOKEN = {"metrics.show"}
LOGGED_IN = {f"account.{name}" for name in ("index", "logout", "password", "end_sign_in", "end_other_sign_ins")}
LOGGED_IN |= {"log.of_all", "sites.home", "sites.index", "sites.new"}
WHO_SEES_THE_SITE = {
    "reports.page",
    "reports.glossary",
    "reports.style",
    "reports.as_json_page",
    "reports.as_csv_page",
    "sites.install",
    "installation.check",
    "installation.look_at_page",
    "sites.settings",
    "sites.change_merge_days",
    "privacy.index",
    "privacy.change_mode",
    "board.choose",
} | {f"channels.{name}" for name in ("index", "new", "change", "remove", "move")}
WHO_SEES_THE_SITE |= {f"costs.{name}" for name in ("index", "add", "change", "remove", "entries", "remove_line")}
WHO_SEES_THE_SITE |= {f"leads.{name}" for name in ("index", "as_csv", "mark", "new")}
WHO_SEES_THE_SITE |= {f"lead.{name}" for name in ("show", "add", "mark_spam", "withdraw")}
WHO_SEES_THE_SITE |= {f"cost_import.{name}" for name in ("upload", "preview", "bring_in")}
WHO_SEES_THE_SITE |= {f"segments.{name}" for name in ("index", "add", "change", "remove")}
WHO_SEES_THE_SITE |= {f"conversions.{name}" for name in ("index", "add", "change", "remove")}
WHO_SEES_THE_SITE |= {f"annotations.{name}" for name in ("index", "add", "change", "remove")}
WHO_SEES_THE_SITE |= {f"magnets.{name}" for name in ("index", "new", "change", "remove")}
WHO_SEES_THE_SITE |= {f"score_rules.{name}" for name in ("index", "new", "change", "remove", "move", "thresholds")}
WHO_SEES_THE_SITE |= {f"lead_import.{name}" for name in ("upload", "preview", "bring_in", "imports", "undo")}
WHO_SEES_THE_SITE |= {f"email_import.{name}" for name in ("upload", "preview", "bring_in", "imports", "undo")}
WHO_SEES_THE_SITE |= {f"keys.{name}" for name in ("index", "add", "remove")}
WHO_SEES_THE_SITE |= {
    f"members.{name}" for name in ("index", "invite", "change_role", "ask_removal", "remove", "reset", "withdraw")
}
WHO_SEES_THE_SITE |= {f"outside.{name}" for name in ("index", "add", "upload", "preview", "bring_in", "undo")}
WHO_SEES_THE_SITE |= {"log.of_site"}
WHO_SEES_THE_SITE |= {
    f"webhooks.{name}" for name in ("index", "one", "open_", "close", "secret", "stages", "deliveries", "replay_some")
}
WHO_SEES_THE_SITE |= {f"receivers.{name}" for name in ("index", "add", "remove", "test", "try_again")}
WHO_SEES_THE_SITE |= {f"digests.{name}" for name in ("index", "add", "remove", "send_now")}
WHO_SEES_THE_SITE |= {f"lead_mails.{name}" for name in ("index", "add", "remove", "test")}
WHO_SEES_THE_SITE |= {f"share.{name}" for name in ("index", "add", "remove")}
MOMENT: dict[str, object] = {"ts": 1_790_000_000_000}
BY_KEY: dict[str, dict[str, object]] = {
    "/api/import/events": MOMENT | {"name": "pageview", "url": "https://demo.example/", "visitor": "somebody"},
    "/api/leads": {"email": "marie@exemple.fr"},
    "/api/leads/changes": MOMENT | {"lead": str(UUID(int=8)), "stage": "customer"},
    "/api/import/stages": MOMENT | {"lead": str(UUID(int=8)), "stage": "customer"},
    "/api/emails": MOMENT | {"kind": "delivered", "email": "marie@exemple.fr", "campaign": "lettre"},
    "/api/import/costs": {"day": "2026-03-10", "amount": 12.5, "currency": "EUR"},
    "/api/import/metrics": {"day": "2026-03-10", "metric": "reviews", "value": 3},
}
"""What each takes, beside the site and an id."""
FOR_EVERY_PAGE = {"/api/event", "/api/pixel.gif"}
"""In front of the application, on the event loop, as /healthz and all below /hooks/ are."""
WITH_A_LINK = {"shared.page", "shared.as_json_page", "shared.as_csv_page", "shared_door.password"}
SITE = DEMO.name
OTHER = "autre.example"


@dataclass(frozen=True)
class House:
    """The application over a real database, and its data. Nobody is logged in unless they come in by `visitor`."""

    app: Flask
    records: Records
    settings: Settings

    @property
    def rules(self) -> list[Rule]:
        return list(self.app.url_map.iter_rules())

    def written(self) -> list[object]:
        """Everything that people can write: the records, the log too, and the facts on their way."""
        with sqlite3.connect(f"file:{self.settings.data / 'records.sqlite3'}?mode=ro", uri=True) as db:
            kept = [line for line in db.iterdump() if 'INTO "sign_ins"' not in line]
        spool = sorted((str(file), file.stat().st_size) for file in (self.settings.data / "spool").rglob("*.*"))
        return [kept, spool]


@dataclass
class Visitor:
    """A browser that sends the form token, so that no form is refused for want of it."""

    client: FlaskClient
    form_token: str = ""

    def ask(self, address: str, method: str = "GET") -> TestResponse:
        sent = {"csrf_token": self.form_token} if method == "POST" else None
        return self.client.open(address, method=method, data=sent, headers={"Accept-Language": "en"})


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, engine: EngineProcess) -> Iterator[House]:
    settings = Settings(
        data=tmp_path_factory.mktemp("doors") / "data",
        clickhouse=f"clickhouse://leadpump:{TOKEN}@127.0.0.1:{engine.port}/doors",
    )
    set_up(settings)
    spool = open_spool(settings)
    hasher = PasswordHasher(memory_cost=8, time_cost=1, parallelism=1)
    with (
        filled_with_schema(ClickHouse(settings.clickhouse_address())),
        open_records(settings.data, hasher=hasher) as records,
    ):
        records.add_site(NewSite(OTHER, "Autre", "Europe/Paris", "EUR", (OTHER,)))
        yield House(create_pages(settings, spool), records, settings)
    spool.close()


@pytest.fixture
def app(house: House) -> Flask:
    return house.app


@pytest.fixture
def front(house: House) -> Iterator[Client]:
    """The same behind the addresses that are answered on the event loop."""
    spool = open_spool(house.settings)
    intake = create_intake(house.settings, Commit(spool), utc_now)
    yield Client(ASGIMiddleware(Front(Edge(intake), house.app, 1, spool.close)))  # type: ignore[arg-type]
    spool.close()


def visitor(house: House, login: str, **member: str) -> Visitor:
    """Somebody who is logged in; member: their role at each site. Dots of a site's name are left out."""
    if login not in {account.login for account in house.records.list_accounts()}:
        house.records.add_account(login)
    account = next(one for one in house.records.list_accounts() if one.login == login)
    if account.must_change_password:
        assert isinstance(house.records.choose_password(account, "quatre chevaux agrafés"), str)
    for site, role in member.items():
        house.records.add_member(login, {"demo": SITE, "other": OTHER}[site], role)
    client = house.app.test_client()
    client.set_cookie("leadpump_sign_in", house.records.sign_in(account))
    page = client.get("/account").text
    return Visitor(client, re.findall(r'name="csrf_token" value="([^"]+)"', page)[0])


def address_of(rule: Rule, site: str = SITE) -> str:
    listed = re.sub(r"<any\((?:[^)]*,)? ?'?([^,)']+)'?\):[^>]+>", r"\1", rule.rule)
    return re.sub(r"<[^>]+>", site, re.sub(r"<int:[^>]+>", "1", re.sub(r"<uuid:[^>]+>", str(UUID(int=1)), listed)))


def methods_of(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"})


def test_every_route_is_listed(app: Flask) -> None:
    assert {
        rule.endpoint for rule in app.url_map.iter_rules()
    } == FOR_ALL | WITH_A_TOKEN | WITH_A_LINK | LOGGED_IN | WHO_SEES_THE_SITE


def test_a_stranger_passes_only_where_everybody_may(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        for method in methods_of(rule):
            answer = app.test_client().open(address_of(rule), method=method, data="[]", content_type="application/json")
            sent_to_login = answer.status_code == 303 and answer.location.startswith("/login")
            refused = answer.status_code in ((404, 400) if rule.endpoint in WITH_A_LINK else (401,))
            assert (sent_to_login or refused) == (rule.endpoint not in FOR_ALL), (rule.endpoint, method, answer.status)


def test_no_answer_of_the_application_lets_a_page_load_from_elsewhere_or_be_framed(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        answer = app.test_client().open(address_of(rule), method=methods_of(rule)[0])
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_every_route_that_changes_or_gives_something_away_is_in_the_log(app: Flask) -> None:
    public = FOR_ALL - {"account.login", "invitation.open_link", "stop.stop"}
    changing = {rule.endpoint for rule in app.url_map.iter_rules() if set(methods_of(rule)) - {"GET"}} - public
    assert changing == (CHANGES.keys() | CHANGE_NOTHING)
    giving = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.endswith((".csv", ".json"))}
    # What the addresses are is no secret.
    assert giving == EXPORTS.keys() | {"openapi.show"}


def test_every_address_in_front_of_the_application_is_listed(front: Client) -> None:
    assert WAYS.keys() | {PIXEL} == BY_KEY.keys() | FOR_EVERY_PAGE
    assert (HOOKS, ALIVE) == ("/hooks/", "/healthz")
    assert front.get("/healthz").text == "ok\n"
    # What is not theirs goes to the application.
    assert front.get("/api/nothing").status_code == 404


def test_a_stranger_brings_in_nothing_but_events(house: House, front: Client) -> None:
    key = house.records.create_key(SITE, "read alone", (READ,))
    other = house.records.create_key(OTHER, "of another site", (WRITE,))
    own = house.records.create_key(SITE, "write alone", (WRITE,))
    before = house.written()
    for address, fields in BY_KEY.items():
        for given in ({}, *({"Authorization": f"Bearer {text}"} for text in ("leadpump_made-up", key, other))):
            answer = front.post(address, json=[{"site": SITE, "id": str(UUID(int=7))} | fields], headers=given)
            assert answer.status_code in (401, 403), (address, given, answer.text)
        assert front.get(address).status_code == 405
    for sender in sorted(SENDERS):
        assert front.post(f"/hooks/{SITE}/{sender}/made-up", json={}).status_code == 401, sender
        assert front.get(f"/hooks/{SITE}/{sender}/made-up").status_code == 401, sender
    assert house.written() == before
    for address, fields in BY_KEY.items():
        line = [{"site": SITE, "id": str(UUID(int=7))} | fields]
        taken = front.post(address, json=line, headers={"Authorization": f"Bearer {own}"})
        assert taken.status_code == 202, (address, taken.text)
    assert house.written() != before


def test_no_form_is_taken_without_its_token(house: House) -> None:
    """So no other page can send one in the name of who is logged in."""
    owner = visitor(house, "runs-it", demo="owner")
    before = house.written()
    tried = 0
    for rule in house.rules:
        if "POST" in methods_of(rule) and rule.endpoint.split(".")[0] not in WITHOUT_COOKIES:
            address = address_of(rule)
            for sent in ({}, {"csrf_token": "made-up"}):
                answer = owner.client.post(address, data=sent, headers={"Accept-Language": "en"})
                assert answer.status_code == 400, (rule.endpoint, answer.status)
                assert "This form was left open too long" in answer.text
            tried += 1
    assert tried > 50
    assert house.written() == before


def test_the_site_of_somebody_else_is_nowhere(house: House) -> None:
    stranger = visitor(house, "stranger", other="owner")
    before = house.written()
    for rule in house.rules:
        if "<site>" in rule.rule:
            for method in methods_of(rule):
                assert stranger.ask(address_of(rule), method).status_code == 404, (rule.endpoint, method)
    assert house.written() == before


def test_a_viewer_changes_nothing_and_is_offered_nothing_to_change(house: House) -> None:
    viewer = visitor(house, "viewer", demo="viewer")
    before = house.written()
    refused = 0
    for rule in house.rules:
        if "<site>" not in rule.rule:
            continue
        for method in methods_of(rule):
            if rule.endpoint in EXPORTS:  # which a viewer may have, and which is in the log
                continue
            answer = viewer.ask(address_of(rule), method)
            if method != "GET":
                assert answer.status_code == 403, (rule.endpoint, method)
                assert "This is not open to you" in answer.text
                refused += 1
            else:
                assert answer.status_code in (200, 303, 308, 403, 404), rule.endpoint
                forms = set(re.findall(r'<form[^>]* method="post"[^>]* action="([^"]+)"', answer.text))
                assert forms <= {"/logout"}, (rule.endpoint, forms)
    assert refused > 30
    assert house.written() == before


def test_an_editor_is_let_through_to_the_same_forms_but_those_of_owners(house: House) -> None:
    """So the viewer's answers are not everybody's. The ids are of nothing there is."""
    editor = visitor(house, "editor", demo="editor")
    of_owners = {"members", "keys", "log"}
    for rule in house.rules:
        if "<site>" not in rule.rule:
            continue
        for method in methods_of(rule):
            if method == "GET" or rule.endpoint.split(".")[0] in of_owners:
                refused = editor.ask(address_of(rule), method).status_code == 403
                assert refused == (rule.endpoint.split(".")[0] in of_owners), (rule.endpoint, method)
            elif re.search(r"<(int|uuid):", rule.rule) and "import" not in rule.rule:
                assert editor.ask(address_of(rule), method).status_code != 403, rule.endpoint


def test_who_follows_a_link_gets_reports_and_nothing_else(house: House) -> None:
    for report in ("", "bounce_rate"):
        token = house.records.people.share("owner", SITE, NewLink("link", report, (), "", None))
        guest = Visitor(house.app.test_client())
        hidden = BY_NAME.keys() - {kind.name for kind in SHAREABLE if report in ("", kind.name)}
        assert "data_quality" in hidden
        for ending in ("", ".json", ".csv"):
            assert guest.ask(f"/shared/{token}/bounce_rate{ending}").status_code == 200
            for name in hidden - ({"overview"} if not ending else set()):
                assert guest.ask(f"/shared/{token}/{name}{ending}").status_code == 404, name
        for rule in house.rules:
            if rule.endpoint not in FOR_ALL | WITH_A_LINK:
                for method in methods_of(rule):
                    answer = guest.ask(address_of(rule), method)
                    assert answer.status_code in (303, 401), (rule.endpoint, method)
                    assert answer.status_code == 401 or answer.location.startswith("/login")
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            assert guest.client.open(f"/shared/{token}/bounce_rate", method=method).status_code == 405
