"""Webhooks of several sites, from HTTP to ClickHouse, in a database that a file's tests share."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

import pytest
from werkzeug.test import TestResponse

from collector.mode import Mode
from collector.person import seal
from collector.site import KnownHook, KnownSite, hash_key, publish_sites
from collector.webhook.sender import SENDERS
from leadpump.clickhouse import ClickHouse
from tests.collector.conftest import Pipeline
from tests.conftest import EmbeddedClickHouse, filled_with_schema

MESSAGES = Path(__file__).with_name("messages")
PUBLIC = "https://stats.example.fr"
HOOK_KEY = "key-in-the-address"
IMPORT_KEY = "leadpump_key-of-a-site"
HOOK_SECRET = "secret-of-the-sender"
SITES = tuple(f"site-{number}.fr" for number in range(24))
EXEMPT = "exempt.example"
JAPANESE = "yen.example"
FORM = "the form"
LEADPUMP_ID = b"0b9f6a54-6f0e-4a7c-9a3e-2f1f5a1d7c11"
"""As it stands in the messages; an id counts once, so that each site has another."""


class Hooks(Pipeline):
    """A collector with a webhook of every sender on every site. Each test takes a site of its own."""

    def __init__(self, folder: Path, clickhouse: ClickHouse) -> None:
        super().__init__(folder, clickhouse)
        self.edge._intake = replace(self.edge._intake, address=PUBLIC)
        identity = self.edge._intake.identity
        self.identity = identity
        sealed = seal({"secret": HOOK_SECRET}, identity.person)
        hooks = tuple(
            KnownHook(sender=name, key_hash=hash_key(HOOK_KEY), secret="" if secretless(name) else sealed)
            for name in SENDERS
        )
        self.sites = [
            *(
                KnownSite(
                    name=name,
                    hosts=(name,),
                    hooks=hooks,
                    currency="EUR",
                    key_hashes=(hash_key(f"{IMPORT_KEY} {name}"),),
                )
                for name in SITES
            ),
            KnownSite(name=JAPANESE, hosts=(JAPANESE,), hooks=hooks, currency="JPY"),
            KnownSite(name=EXEMPT, hosts=(EXEMPT,), hooks=hooks, mode=Mode.EXEMPT),
            KnownSite(
                name="unready.fr", hosts=("unready.fr",),
                hooks=(KnownHook(sender="stripe", key_hash=hash_key(HOOK_KEY)),),
            ),
        ]  # fmt: skip
        publish_sites(folder / "sites.json", self.sites)
        self._free = iter(SITES)

    def new_site(self) -> str:
        """A site that no test has used."""
        return next(self._free)

    def deliver(self, site: str, sender: str, body: bytes, **headers: str) -> TestResponse:
        """POST a body as it is, with the sender's proof unless headers are given."""
        path = f"/hooks/{site}/{sender}/{HOOK_KEY}"
        given = headers or proof(sender, body, self.now, path)
        kind = "application/x-www-form-urlencoded" if sender == "mailchimp" else "application/json"
        return self.client.post(path, data=body, headers={"Content-Type": kind} | given)

    def tell(self, site: str, name: str) -> dict[str, Any]:
        """Deliver a message of the folder, as `sender/name`, or submit the form that a buyer came by; the answer."""
        if name == FORM:
            answer = self.send("form_submit", site=site, url=f"https://{site}/devis", id=form_of(site), form="devis")
            assert answer.status_code == 202
            return {}
        sender, _, file = name.partition("/")
        answer = self.deliver(site, sender, message(sender, file).replace(LEADPUMP_ID, form_of(site).encode()))
        assert answer.status_code == 200, (name, answer.get_json())
        told: dict[str, Any] = answer.get_json()
        return told

    def leads(self, site: str) -> list[dict[str, Any]]:
        """The site's leads, oldest first."""
        return self.clickhouse.query(
            "select * from all_leads where site = {site:String} order by created, lead_id", {"site": site}
        )

    def deliveries(self, site: str) -> list[dict[str, Any]]:
        """The site's log, oldest first."""
        return self.clickhouse.query(
            "select * from deliveries where site = {site:String} order by received, kind", {"site": site}
        )


def form_of(site: str) -> str:
    """The leadpump_id of a site's form."""
    return str(uuid5(NAMESPACE_DNS, site))


def secretless(sender: str) -> bool:
    """Whether the key in the address is all that the sender has."""
    return SENDERS[sender].secret == "none"


def message(sender: str, name: str) -> bytes:
    """The bytes of a message."""
    (path,) = (MESSAGES / sender).glob(f"{name}.*")
    return path.read_bytes().rstrip(b"\n")


def all_messages(sender: str) -> list[str]:
    """The names of a sender's messages, as `tell` takes them."""
    return [FORM, *(f"{sender}/{path.stem}" for path in sorted((MESSAGES / sender).iterdir()))]


def proof(sender: str, body: bytes, at: datetime, path: str = "", secret: str = HOOK_SECRET) -> dict[str, str]:
    """The headers by which the sender proves itself, worked out here and not by the code under test."""
    seconds = str(int(at.timestamp()))
    if sender in T_V1:
        signed = hmac.new(secret.encode(), seconds.encode() + b"." + body, hashlib.sha256).hexdigest()
        return {T_V1[sender]: f"t={seconds},v1={signed}"}
    if sender == "hubspot":
        signed_bytes = b"POST" + PUBLIC.encode() + path.encode() + body + seconds.encode() + b"000"
        digest = hmac.new(secret.encode(), signed_bytes, hashlib.sha256).digest()
        return {
            "X-HubSpot-Signature-v3": base64.b64encode(digest).decode(),
            "X-HubSpot-Request-Timestamp": f"{seconds}000",
        }
    if sender == "pipedrive":
        return {"Authorization": "Basic " + base64.b64encode(f"leadpump:{secret}".encode()).decode()}
    if sender == "brevo":
        return {"Authorization": f"Bearer {secret}"}
    return {"X-Nothing": "to prove"}


T_V1 = {
    "stripe": "Stripe-Signature",
    "calendly": "Calendly-Webhook-Signature",
    "generic": "Leadpump-Signature",
}


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory, chdb_path: Path) -> Iterator[Hooks]:
    """The collector and its loader, for all tests of a file."""
    store = EmbeddedClickHouse(chdb_path, f"test_{secrets.token_hex(6)}")
    with filled_with_schema(store):
        found = Hooks(tmp_path_factory.mktemp("hooks"), store)
        found.now = datetime.now(UTC)  # the log is kept 30 days
        yield found
        found.spool.close()
