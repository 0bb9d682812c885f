"""The page that says whether the tag works, from what has arrived and what was refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from collector.spool import Spool
from leadpump.clickhouse import ClickHouse
from leadpump.facts import Facts
from leadpump.pages.given import give_facts
from tests.pages.conftest import Browser
from tests.reports.test_walk import text_of

PAGE = "/sites/fleurs.fr/check"
HOSTILE = "<i>x</i>.example"


@pytest.fixture
def stored(app: Flask, clickhouse: ClickHouse, tmp_path: Path) -> ClickHouse:
    give_facts(app, Facts(Spool(tmp_path / "spool", limit_bytes=10**9, min_free_bytes=0), clickhouse.query))
    return clickhouse


def insert(store: ClickHouse, table: str, **row: object) -> None:
    store.insert_lines(table, json.dumps(row, default=str).encode(), uuid4().hex)


def arrive(store: ClickHouse, hours_ago: float, via: str = "tag") -> None:
    moment = datetime.now(UTC) - timedelta(hours=hours_ago)
    ts = moment.strftime("%Y-%m-%d %H:%M:%S.000")
    insert(
        store, "events", site="fleurs.fr", id=uuid4(), page_id=uuid4(), ts=ts, received=ts, name="pageview",
        hostname="fleurs.fr", via=via, visitor_id=1, session_id=int(moment.timestamp()) << 32 | 1,
    )  # fmt: skip


def test_it_says_what_is_known(stored: ClickHouse, owner: Browser) -> None:
    text = text_of(owner.get(PAGE).text)
    assert "The tag of this site has sent nothing yet." in text
    assert "blocked:csp" in text
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.000")
    insert(
        stored, "refusals", site="fleurs.fr", id=uuid4(), received=now, reason="unknown_site", hostname=HOSTILE,
        unknown="flers.fr", refused=3,
    )  # fmt: skip
    page = owner.get(PAGE).text
    assert HOSTILE not in page
    text = text_of(page)
    assert "Your pages send, and what they send is refused." in text
    assert "Unknown site <i>x</i>.example flers.fr 3" in text
    assert "Write data-site in that page’s tag as in the list of sites" in text
    arrive(stored, 1)
    text = text_of(owner.get(PAGE).text)
    assert "The tag works: visits arrive." in text
    assert "blocked:csp" not in text


def test_a_tag_that_fell_silent_is_told_from_one_that_never_sent(stored: ClickHouse, owner: Browser) -> None:
    arrive(stored, 30)
    assert "Nothing has arrived for more than a day." in text_of(owner.get(PAGE).text)


def test_visits_that_a_program_tells_of_are_not_silence(stored: ClickHouse, owner: Browser) -> None:
    arrive(stored, 1, "import")
    text = text_of(owner.get(PAGE).text)
    assert "Visits arrive, but not by the tag" in text
    assert "fleurs.fr a program or a file 1 1" in text
    arrive(stored, 2)
    text = text_of(owner.get(PAGE).text)
    assert "The tag works: visits arrive." in text
    assert "fleurs.fr the tag 1 1" in text
