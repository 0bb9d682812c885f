"""The page that says whether the tag works, from what has arrived and what was refused."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from collector.spool import Spool
from leadpump.clickhouse import ClickHouse
from leadpump.facts import Facts
from leadpump.internet.asking import Asker
from leadpump.pages.given import give_asker, give_facts
from tests.installation.conftest import Web, web  # noqa: F401 - a fixture
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


def arrive(store: ClickHouse, hours_ago: float, via: str = "tag") -> datetime:
    moment = datetime.now(UTC) - timedelta(hours=hours_ago)
    ts = moment.strftime("%Y-%m-%d %H:%M:%S.000")
    insert(
        store, "events", site="fleurs.fr", id=uuid4(), page_id=uuid4(), ts=ts, received=ts, name="pageview",
        hostname="fleurs.fr", via=via, visitor_id=1, session_id=int(moment.timestamp()) << 32 | 1,
    )  # fmt: skip
    return moment


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
    assert "Site named in the tag" in text
    assert 'href="/sites/fleurs.fr/data_quality#samples"' in page
    local = arrive(stored, 1).astimezone(ZoneInfo("Europe/Paris"))
    text = text_of(owner.get(PAGE).text)
    assert "The tag works: visits arrive." in text
    assert "What came in the last 7 days, robots included." in text
    assert "blocked:csp" not in text
    assert re.search(f"{local.day} [A-Z][a-z]+ {local.year}, {local:%H:%M}", text), (
        "by the site’s clock, in its language"
    )


def test_a_tag_that_fell_silent_is_told_from_one_that_never_sent(stored: ClickHouse, owner: Browser) -> None:
    arrive(stored, 30)
    assert "Nothing has arrived for more than a day." in text_of(owner.get(PAGE).text)


def test_visits_that_a_program_tells_of_are_not_silence(stored: ClickHouse, owner: Browser) -> None:
    arrive(stored, 1, "import")
    text = text_of(owner.get(PAGE).text)
    assert "Visits arrive, but not from the tag" in text
    assert "fleurs.fr a program or a file 1 1" in text
    arrive(stored, 2)
    text = text_of(owner.get(PAGE).text)
    assert "The tag works: visits arrive." in text
    assert "fleurs.fr the tag 1 1" in text


@pytest.fixture
def reaching(app: Flask) -> None:
    """The application may ask this machine, whatever the host."""
    here = Asker(plain=True, allowed=lambda _: True, resolve=lambda _host, _port: ["127.0.0.1"])
    give_asker(app, lambda: here)


@pytest.mark.usefixtures("stored", "reaching")
def test_a_page_of_the_site_is_looked_at(owner: Browser, web: Web) -> None:  # noqa: F811
    assert 'value="https://fleurs.fr/"' in owner.get(PAGE).text
    web.give('<script defer src="http://localhost/leadpump.js" data-site="fleurs.fr"></script>')
    address = f"http://www.fleurs.fr:{web.port}/contact"
    text = text_of(owner.submit(f"{PAGE}/page", page=address).text)
    assert f"Looked at: {address}" in text
    assert "good The tag is in the page, and nothing in the page holds it back." in text
    web.give(
        f'<script src="http://localhost/leadpump.js" data-site="{HOSTILE}"></script>',
        ("Content-Security-Policy", f"script-src 'self' {HOSTILE}"),
    )
    page = owner.submit(f"{PAGE}/page", page=address).text
    assert HOSTILE not in page
    text = text_of(page)
    assert f"The tag in the page is for another site. Its data-site says: {HOSTILE}" in text
    assert (
        f"forbids loading the tag: script-src 'self' {HOSTILE} Add this address to that rule: http://localhost" in text
    )
    web.give("", status=403)
    assert "The server does not give that page to a program. Its answer: 403" in text_of(
        owner.submit(f"{PAGE}/page", page=address).text
    )


@pytest.mark.usefixtures("stored", "reaching")
def test_only_pages_of_the_site_are_looked_at(owner: Browser, web: Web) -> None:  # noqa: F811
    owner.get(PAGE)
    for address in (
        f"http://pains.fr:{web.port}/",
        f"http://127.0.0.1:{web.port}/",
        f"fleurs.fr.evil.example:{web.port}",
    ):
        answer = owner.submit(f"{PAGE}/page", page=address)
        assert "where none of this site’s domains is" in answer.text
    assert owner.submit(f"{PAGE}/page", page="ftp://fleurs.fr/").status_code == 422
    assert web.heard == []


@pytest.mark.usefixtures("stored", "reaching")
def test_who_may_only_look_at_reports_has_no_page_fetched(member: Browser, web: Web) -> None:  # noqa: F811
    assert "Look at the page" not in member.get(PAGE).text
    assert member.submit(f"{PAGE}/page", page=f"http://fleurs.fr:{web.port}/").status_code == 403
    assert web.heard == []
