"""Webhooks as their owners open them, read what came, and replay it: through pages, intake, loader and database."""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import json
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import pytest
from a2wsgi import ASGIMiddleware
from flask import Flask
from werkzeug.test import Client

from collector.commit import Commit
from collector.edge import Edge
from collector.enrich import Identity
from collector.erase import erase_person, export_person, find_person
from collector.limit import create_limits
from collector.loader import Loader
from collector.person import person_of
from collector.receive import Intake
from collector.refusal import Refusals
from collector.site import KnownSites
from collector.spool import Spool
from collector.variety import Variety
from collector.visitor import Salts
from leadpump.clickhouse import ClickHouse
from leadpump.facts import Facts
from leadpump.pages.given import give_facts, give_identity
from leadpump.records import Records
from reports.query import DatabaseUnavailable
from tests.conftest import EmbeddedClickHouse, filled_with_schema
from tests.pages.conftest import Browser, build_app
from tests.webhook.conftest import message, proof

SITE = "fleurs.fr"
PAGE = f"/sites/{SITE}/webhooks"
LOG = f"/sites/{SITE}/webhook-deliveries"
ADDRESS = re.compile(r"http://localhost(/hooks/fleurs\.fr/\w+/[\w-]{32})")
MADE = re.compile(r"leadpump_hook_[0-9a-f]{64}")
BUTTON = re.compile(r'name="delivery" value="([^"]+)"')
EMAIL = "ines@exemple.fr"


@dataclass
class Town:
    """The product's parts over one data folder."""

    data: Path
    store: ClickHouse
    spool: Spool
    loader: Loader
    identity: Identity
    facts: Facts
    client: Client

    def deliver(self, path: str, body: bytes, sender: str = "", secret: str = "") -> int:
        """POST to a webhook, then load."""
        headers = proof(sender, body, datetime.now(UTC), path, secret) if sender else {}
        if sender == "hubspot":
            headers = hubspot_proof(body, path, secret)
        status = self.client.post(path, data=body, headers=headers).status_code
        self.load()
        return status

    def load(self) -> None:
        self.spool.seal()
        self.loader.load_waiting()

    def rows(self, sql: str) -> list[dict[str, Any]]:
        return self.store.query(sql)


def hubspot_proof(body: bytes, path: str, secret: str) -> dict[str, str]:
    """As tests/webhook proves it, for the address that visitors use here."""
    time = f"{int(datetime.now(UTC).timestamp())}000"
    signed = b"POST" + f"http://localhost{path}".encode() + body + time.encode()
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).digest()
    return {"X-HubSpot-Signature-v3": base64.b64encode(digest).decode(), "X-HubSpot-Request-Timestamp": time}


@pytest.fixture
def town(records: Records, data: Path, chdb_path: Path) -> Iterator[Town]:  # noqa: ARG001 - they publish the sites
    store = EmbeddedClickHouse(chdb_path, f"test_{secrets.token_hex(6)}")
    with filled_with_schema(store):
        spool = Spool(data / "spool", limit_bytes=10**9, min_free_bytes=0, seal_seconds=3600)
        loader = Loader(data / "spool", store)
        identity = Identity(Salts(data / "salts"), secrets.token_bytes(32), secrets.token_bytes(32))
        sites = KnownSites(data / "sites.json", clock=iter(range(0, 10**6, 2)).__next__)
        intake = Intake(
            sites=sites,
            commit=Commit(spool),
            identity=identity,
            limits=create_limits(0, 0),
            variety=Variety(),
            refusals=Refusals(sites, lambda: datetime.now(UTC)),
            clock=lambda: datetime.now(UTC),
            address="http://localhost",
        )
        facts = Facts(spool, store.query, sleep=lambda _: loader.load_waiting())
        client = Client(ASGIMiddleware(Edge(intake)))  # type: ignore[arg-type]
        yield Town(data, store, spool, loader, identity, facts, client)
        spool.close()


@pytest.fixture
def app(records: Records, town: Town) -> Flask:
    app = build_app(records)
    give_facts(app, town.facts)
    give_identity(app, town.identity)
    return app


@pytest.fixture
def editor(records: Records, member: Browser) -> Browser:
    """Claire, who may edit fleurs.fr."""
    records.add_member("claire", SITE, "editor")
    return member


def plain(page: str) -> str:
    """The page's words, without its tags."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<main")[2])))


def address_on(page: str) -> str:
    """The path of the address that a page shows."""
    found = ADDRESS.search(page)
    assert found is not None
    return found[1]


def test_a_secret_that_was_made_is_shown_while_the_database_is_away(app: Flask, editor: Browser, town: Town) -> None:
    def away(_sql: str, _params: Mapping[str, Any]) -> NoReturn:
        raise DatabaseUnavailable("connection refused")

    editor.get(PAGE)
    give_facts(app, Facts(town.spool, away))
    answer = editor.submit(f"{PAGE}/generic/open")
    assert (answer.status_code, len(MADE.findall(answer.text))) == (200, 1)


def test_a_webhook_is_opened_fed_read_replayed_and_closed(editor: Browser, town: Town) -> None:
    assert "None yet. Connect the tools" in plain(editor.get(PAGE).text)
    assert editor.submit(f"{PAGE}/hubspot/open").status_code == 303
    page = editor.get(f"{PAGE}/hubspot").text
    address = address_on(page)
    assert "None is kept yet: what comes is refused." in plain(page)
    own_step = message("hubspot", "own_stage")
    assert town.deliver(address, own_step, "hubspot", "app-secret") == 401
    assert editor.submit(f"{PAGE}/hubspot/secret", secret="app-secret").status_code == 303
    page = editor.get(f"{PAGE}/hubspot").text
    assert "app-secret" not in page
    assert "One is saved, encrypted." in plain(page)

    told = own_step.replace(b"902", b"901")
    assert town.deliver(address, told, "hubspot", "app-secret") == 200
    assert town.deliver(address, message("hubspot", "deal_told_by_workflow"), "hubspot", "app-secret") == 200
    assert town.deliver(address, told.replace(b"dealstage", b"dealname"), "hubspot", "app-secret") == 200
    page = editor.get(LOG).text
    assert "4 deliveries in the last 30 days." in plain(page)
    assert "left aside nothing is counted of this kind of event" in plain(page)
    assert (
        "Deal changed deal.propertyChange left aside no stage is known for this step: "
        "name it on the sender’s page, then replay – 1234567" in plain(page)
    )
    assert re.search(r">HubSpot</a></th>\s*<td[^>]*>[^<]*\d\d:\d\d", page), "a tool stands under its own head"
    assert "rejected its signing secret has not been pasted here yet" in plain(page)
    assert len(BUTTON.findall(page)) == 1, "not proven: no body; taken: no need; of a kind that never counts: no use"
    assert EMAIL not in page

    assert editor.submit(f"{PAGE}/hubspot/stages", stages="1234567 = winner").status_code == 422
    assert editor.submit(f"{PAGE}/hubspot/stages", stages="1234567 = opportunity\n\n8 = -").status_code == 303
    assert "1234567 = opportunity" in editor.get(f"{PAGE}/hubspot").text
    assert editor.submit(f"{LOG}/replay").status_code == 303
    page = plain(editor.get(LOG).text)
    assert "1 delivery was replayed · 1 is taken in" in page
    assert "Deal changed deal.propertyChange taken in · 1 fact by a replay" in page
    assert "4 deliveries" in page
    (lead,) = town.rows("select * from leads")
    assert str(lead["opportunity"])[:16] == "2026-03-10 14:00"
    before = town.rows("select count() as n from lead_changes")
    for number in [str(row["id"]) for row in town.rows("select id from deliveries")]:
        assert editor.submit(f"{LOG}/replay", delivery=number).status_code == 303
    assert town.rows("select count() as n from lead_changes") == before, "a replay counts nothing twice"
    assert "0 deliveries" in plain(editor.get(f"{LOG}?only=failed").text)

    assert editor.submit(f"{PAGE}/hubspot/open").status_code == 303
    assert address_on(editor.get(f"{PAGE}/hubspot").text) != address
    assert town.deliver(address, told, "hubspot", "app-secret") == 401, "the old address is refused"
    assert editor.submit(f"{PAGE}/hubspot/close").status_code == 303
    assert town.rows("select count() as n from lead_changes") == before

    key = town.identity.person
    known = find_person(town.store, SITE, person_of({"email": EMAIL}, SITE, key))
    (told_of,) = [row["body"] for row in export_person(town.store, known, key)["deliveries"] if EMAIL in row["body"]]
    assert "Toiture Roux" in told_of
    erase_person(town.store, town.data / "spool", known)
    rows = town.rows("select sealed from deliveries where notEmpty(sealed)")
    assert rows == [], "nothing that speaks of the person is left"


def test_our_own_secret_is_shown_once_and_viewers_see_no_address(editor: Browser, records: Records, town: Town) -> None:
    editor.get(PAGE)
    answer = editor.submit(f"{PAGE}/generic/open")
    (secret,) = MADE.findall(answer.text)
    assert answer.headers["Cache-Control"] == "no-store"
    page = editor.get(f"{PAGE}/generic").text
    assert MADE.search(page) is None
    path = address_on(page)
    body = message("generic", "lead")
    assert town.deliver(path, body, "generic", secret) == 200
    assert "Lead lead taken in · 1 fact" in plain(editor.get(f"{PAGE}/generic").text)
    hostile = "<img src=x onerror=alert(1)>{{ 7*7 }}"
    markup = json.dumps({"id": "h", "type": hostile, hostile: hostile}).encode()
    assert town.deliver(path, markup, "generic", secret) == 400
    page = editor.get(LOG).text
    assert hostile in plain(page.replace("&lt;", "‹").replace("&gt;", "›")).replace("‹", "<").replace("›", ">")
    assert "<img src=x" not in page
    kept = (town.data / "records.sqlite3").read_bytes() + (town.data / "sites.json").read_bytes()
    assert secret.encode() not in kept
    assert path.rpartition("/")[2].encode() not in kept
    assert editor.get(f"{PAGE}/nobody").status_code == 404
    assert editor.submit(f"{PAGE}/nobody/open").status_code == 404
    assert editor.submit(f"{PAGE}/mailchimp/secret", secret="x").status_code == 404
    assert editor.submit(f"{LOG}/replay", delivery="no number").status_code == 404

    records.add_member("claire", SITE, "viewer")
    page = editor.get(f"{PAGE}/generic").text
    assert ADDRESS.search(page) is None
    assert "The owner and the editors of the site see its address." in plain(page)
    for post in (f"{PAGE}/generic/open", f"{PAGE}/generic/close", f"{PAGE}/generic/secret", f"{LOG}/replay"):
        assert editor.submit(post).status_code == 403
