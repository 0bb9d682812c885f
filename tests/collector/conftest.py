"""The intake and the loader, joined as the product joins them, with a clock the test sets."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from a2wsgi import ASGIMiddleware
from werkzeug.test import Client, TestResponse

from collector.commit import Commit
from collector.edge import Edge
from collector.enrich import Identity
from collector.limit import Limits, create_limits
from collector.loader import Loader
from collector.mode import Mode
from collector.receive import Intake
from collector.refusal import Refusals
from collector.site import KnownSite, KnownSites, hash_key, publish_sites
from collector.spool import Spool
from collector.variety import Variety
from collector.visitor import Salts
from leadpump.clickhouse import ClickHouse

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
KEY = "key-of-the-tests"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)


class Intaker:
    """The collector's HTTP edge over a spool in a folder of its own."""

    def __init__(
        self, folder: Path, limits: Limits | None = None, variety: Variety | None = None, trusted_proxies: int = 0
    ) -> None:
        self.folder = folder
        self.now = NOON
        publish_sites(
            folder / "sites.json",
            [
                KnownSite(name="example.fr", hosts=("example.fr",), key_hashes=(hash_key(KEY),), currency="EUR"),
                KnownSite(name="other.fr", hosts=("other.fr",)),
                *(
                    KnownSite(name=f"{mode}.fr", hosts=("example.fr",), key_hashes=(hash_key(KEY),), mode=mode)
                    for mode in (Mode.COOKIELESS, Mode.CONSENT, Mode.EXEMPT)
                ),
            ],
        )
        self.spool = Spool(folder / "spool", limit_bytes=10**9, min_free_bytes=0, seal_seconds=3600)
        self.identity = Identity(Salts(folder / "salts"), secrets.token_bytes(32), secrets.token_bytes(32))
        sites = KnownSites(folder / "sites.json")
        self.refusals = Refusals(sites, lambda: self.now)
        intake = Intake(
            sites=sites,
            commit=Commit(self.spool),
            identity=self.identity,
            limits=limits or create_limits(0, 0),
            variety=variety or Variety(),
            refusals=self.refusals,
            clock=lambda: self.now,
        )
        self.edge = Edge(intake, trusted_proxies)
        self.client = Client(ASGIMiddleware(self.edge))  # type: ignore[arg-type]

    def post(self, body: Any, **headers: str) -> TestResponse:
        """POST /api/event as a browser would, unless told otherwise. Header names with _ for -."""
        given = {"User-Agent": CHROME} | {name.replace("_", "-"): value for name, value in headers.items()}
        if isinstance(body, bytes):
            return self.client.post("/api/event", data=body, content_type="text/plain", headers=given)
        return self.client.post("/api/event", json=body, headers=given)

    def send(self, name: str = "pageview", **fields: Any) -> TestResponse:
        """One event with the fields every event has."""
        event = {"site": "example.fr", "name": name, "url": "https://example.fr/", "id": str(uuid4())} | fields
        return self.post(event)

    def import_(self, kind: str, items: Sequence[Mapping[str, Any]], key: str = KEY) -> TestResponse:
        """POST /api/import/<kind>."""
        return self.client.post(f"/api/import/{kind}", json=items, headers={"Authorization": f"Bearer {key}"})


class Pipeline(Intaker):
    """The intake, and the loader into a real database."""

    def __init__(self, folder: Path, clickhouse: ClickHouse) -> None:
        super().__init__(folder)
        # Its clock stands in March. By the engine's, which merges when it likes, ids of then are past their time.
        clickhouse.command(f"system stop ttl merges {clickhouse.address.database}.event_ids")
        self.clickhouse = clickhouse
        self.loader = Loader(folder / "spool", clickhouse)

    def load(self) -> int:
        """Hand refusals over, seal what was written and load it."""
        self.refusals.hand_over(self.spool)
        self.spool.seal()
        return self.loader.load_waiting()

    def rows(self, sql: str) -> list[dict[str, Any]]:
        return self.clickhouse.query(sql)


@pytest.fixture
def intaker(tmp_path: Path) -> Iterator[Intaker]:
    """The HTTP edge alone."""
    intaker = Intaker(tmp_path)
    yield intaker
    intaker.spool.close()


@pytest.fixture
def pipeline(tmp_path: Path, clickhouse: ClickHouse) -> Iterator[Pipeline]:
    """From HTTP to ClickHouse, in both backends."""
    pipeline = Pipeline(tmp_path, clickhouse)
    yield pipeline
    pipeline.spool.close()
