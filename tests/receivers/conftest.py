"""A receiver that listens, and a site whose leads it is told of."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from argon2 import PasswordHasher

from collector.enrich import Identity, enrich_change, enrich_lead
from collector.event import SentChange, SentLead
from collector.loader import Loader
from collector.person import seal
from collector.site import KnownSite
from collector.spool import Spool
from collector.visitor import Salts
from leadpump.clickhouse import ClickHouse
from leadpump.facts import Facts
from leadpump.internet.address import resolve
from leadpump.internet.asking import Asker
from leadpump.outbox.address import MailServer
from leadpump.receivers.courier import ADDRESS, SECRET, Courier
from leadpump.records import Records, open_records
from leadpump.records.new_site import NewSite
from leadpump.records.receiver import NewReceiver, Receiver

SITE = "fleurs.fr"
PUBLIC = "https://stats.exemple.fr"
MAILBOX = "claire@exemple.fr"
KEPT_SECRET = "leadpump_hook_of_the_tests"
MARIE = {"email": "marie.dupont@exemple.fr", "name": "Marie Dupont", "answers": {"budget": "plus de 10 000 €"}}


@dataclass(frozen=True)
class Heard:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> dict[str, Any]:
        return dict(msgspec.json.decode(self.body))


@dataclass
class Listener:
    """A server on this machine. answers: statuses to give, the last one for ever."""

    answers: list[int] = field(default_factory=lambda: [200])
    heard: list[Heard] = field(default_factory=list)
    location: str = ""
    url: str = ""


@pytest.fixture
def listener() -> Iterator[Listener]:
    listening = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            listening.heard.append(Heard(self.path, dict(self.headers), body))
            self.send_response(listening.answers.pop(0) if len(listening.answers) > 1 else listening.answers[0])
            if listening.location:
                self.send_header("Location", listening.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        listening.url = f"http://127.0.0.1:{server.server_port}/in?key=7"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield listening
        server.shutdown()
        thread.join()


@dataclass
class Town:
    """The product's parts over one data folder, with a clock that the test sets."""

    records: Records
    facts: Facts
    store: ClickHouse
    identity: Identity
    now: datetime
    mail: MailServer | None = None

    def courier(self) -> Courier:
        """A new one knows nothing but what is on disk. It may reach this machine."""
        asker = Asker(allowed=lambda _: True, resolve=resolve, plain=True, seconds=5)
        return Courier(
            self.records.receivers,
            self.store.query,
            self.identity.person,
            asker,
            lambda: self.now,
            mail=self.mail,
            public=PUBLIC,
        )

    def receiver(self, url: str, *kinds: str, with_contact: bool = False) -> Receiver:
        address, secret = (seal({n: text}, self.identity.person) for n, text in ((ADDRESS, url), (SECRET, KEPT_SECRET)))
        new = NewReceiver(address, secret, kinds or ("lead", "stage"), with_contact)
        made = self.records.receivers.add(SITE, new)
        assert made is not None
        return made

    def mail_to(self, *kinds: str, with_contact: bool = False, language: str = "fr") -> Receiver:
        new = NewReceiver("", "", kinds or ("lead", "stage"), with_contact, mail=MAILBOX, language=language)
        made = self.records.receivers.add(SITE, new, "owner")
        assert made is not None
        return made

    def lead(self, at: datetime, **fields: Any) -> str:
        number = uuid4()
        sent = msgspec.convert({"site": SITE, "id": number, "ts": int(at.timestamp() * 1000)} | fields, SentLead)
        self.facts.keep([enrich_lead(sent, KnownSite(name=SITE, hosts=(SITE,)), self.identity, self.now)], 60)
        return str(number)

    def change(self, lead: str, at: datetime, **fields: Any) -> str:
        number = uuid4()
        told = {"site": SITE, "id": number, "lead": UUID(lead), "ts": int(at.timestamp() * 1000)} | fields
        sent = msgspec.convert(told, SentChange)
        self.facts.keep([enrich_change(sent, KnownSite(name=SITE, hosts=(SITE,)), self.identity, self.now)], 60)
        return str(number)

    def after(self, **time: float) -> datetime:
        self.now += timedelta(**time)
        return self.now


@pytest.fixture
def town(tmp_path: Path, clickhouse_embedded: ClickHouse) -> Iterator[Town]:
    store = clickhouse_embedded
    hasher = PasswordHasher(memory_cost=8, time_cost=1, parallelism=1)
    town: Town
    with open_records(tmp_path, clock=lambda: town.now, hasher=hasher) as records:
        spool = Spool(tmp_path / "spool", limit_bytes=10**9, min_free_bytes=0, seal_seconds=3600)
        loader = Loader(tmp_path / "spool", store)
        identity = Identity(Salts(tmp_path / "salts"), secrets.token_bytes(32), secrets.token_bytes(32))
        facts = Facts(spool, store.query, sleep=lambda _: loader.load_waiting())
        town = Town(records, facts, store, identity, datetime.now(UTC).replace(microsecond=0) - timedelta(days=5))
        records.add_site(NewSite(SITE, "Fleurs", "Europe/Paris", "EUR", (SITE,)))
        yield town
        spool.close()
