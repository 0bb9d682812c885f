"""Conversions as people name them, and who may."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from collector.spool import Spool
from leadpump.clickhouse import ClickHouse
from leadpump.facts import Facts
from leadpump.pages.given import give_facts
from leadpump.records import Records
from reports.conversion import Conversion
from tests.pages.conftest import Browser, build_app
from tests.reports.conftest import Database, Story

PAGE = "/sites/fleurs.fr/conversions"
HOSTILE = '"><img src=x onerror=alert(1)>{{ 7*7 }}%(n)s'
FIELDS = {"kind": "page", "what": "/merci", "title": "Quote asked for"}
THANKS = Conversion("page:/merci", "Quote asked for")


@pytest.fixture
def database(clickhouse_http: ClickHouse) -> Database:
    return Database(clickhouse_http)


@pytest.fixture
def app(records: Records, data: Path, database: Database) -> Iterator[Flask]:
    """The pages over a database with visits."""
    app = build_app(records)
    spool = Spool(data / "spool", limit_bytes=10**9, min_free_bytes=0)
    give_facts(app, Facts(spool, database.query))
    yield app
    spool.close()


@pytest.fixture
def editor(records: Records, member: Browser) -> Browser:
    """Claire, who may edit fleurs.fr."""
    records.add_member("claire", "fleurs.fr", "editor")
    return member


def kept(records: Records) -> list[Conversion]:
    return [one.conversion for one in records.conversions_of("fleurs.fr")]


def number(records: Records) -> int:
    return records.conversions_of("fleurs.fr")[0].id


def test_a_conversion_is_named_changed_and_removed(editor: Browser, owner: Browser, records: Records) -> None:
    assert "None is named yet." in editor.get(PAGE).text
    answer = editor.submit(PAGE, **FIELDS)
    assert (answer.status_code, answer.location) == (303, PAGE)
    page = editor.get(PAGE).text
    assert "The conversion is named." in page
    assert "attribution?conversion=page:/merci" in page
    assert "<strong>Quote asked for</strong>" in page
    assert "<p>page /merci</p>" in page
    assert "No visit in the last 30 days" in page
    address = f"{PAGE}/{number(records)}"
    form = editor.get(address).text
    assert 'value="/merci"' in form
    assert re.search(r'<option value="page" selected>', form)
    assert editor.submit(address, kind="event", what="appel", title="Call").status_code == 303
    assert kept(records) == [Conversion("event:appel", "Call")]
    editor.get(address)
    assert editor.submit(f"{address}/remove").status_code == 303
    assert kept(records) == []
    for gone in (address, f"{address}/remove"):
        assert editor.submit(gone, **FIELDS).status_code == 404
    log = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", owner.get("/sites/fleurs.fr/log").text))
    for line in (
        "claire Named a conversion Quote asked for",
        "claire Changed a named conversion Call",
        "claire Removed the name of a conversion Call",
    ):
        assert log.count(line) == 1


def test_what_was_counted_is_told_and_events_without_a_name_are_suggested(
    editor: Browser, records: Records, database: Database
) -> None:
    story, yesterday = Story(), datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    for visitor in (1, 2):
        visit = story.session(visitor, yesterday, site="fleurs.fr")
        visit(0, "pageview", path="/merci")
        visit(1, "pageview", 2, path="/merci")
        visit(2, "download", 2)
    story.session(3, yesterday, site="fleurs.fr")(0, 'appel "urgent"')
    database.insert_events(story.events)
    records.add_conversion("fleurs.fr", THANKS)
    page = editor.get(PAGE).text
    assert '<p class="hint">2 visits in the last 30 days</p>' in page
    links = re.findall(r'href="([^"]+)" rel="nofollow">([^<]+)</a>', page.partition("without a name:")[2])
    assert [said for _, said in links] == ["file downloaded", "appel &#34;urgent&#34;"]
    form = editor.get(html.unescape(links[1][0])).text
    assert 'value="appel &#34;urgent&#34;"' in form
    assert '<option value="event" selected>' in form
    records.add_conversion("fleurs.fr", Conversion("event:download", "Plan"))
    page = editor.get(PAGE).text
    assert page.count("2 visits in the last 30 days") == 2
    assert "file downloaded" not in page.partition("without a name:")[2]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"what": "merci"}, "Write the page as its address does"),
        ({"kind": "event", "what": "pageview"}, "Write the name of an event"),
        ({"title": " "}, "Give the conversion a name."),
        ({"title": "x" * 61}, "at most 60 characters"),
        ({"kind": "event", "what": "appel"}, "has a name already"),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(
    editor: Browser, records: Records, changed: dict[str, str], said: str
) -> None:
    records.add_conversion("fleurs.fr", Conversion("event:appel", "z"))
    records.add_conversion("fleurs.fr", THANKS)
    editor.get(PAGE)
    given = FIELDS | {"what": "/autre"} | changed
    for address in (PAGE, f"{PAGE}/{number(records)}"):
        answer = editor.submit(address, **given)
        assert answer.status_code == 422
        assert said in answer.text
        assert f'value="{given["what"]}"' in answer.text
        assert f'value="{given["title"]}"' in answer.text
        assert f'<option value="{given["kind"]}" selected>' in answer.text
    assert len(kept(records)) == 2


def test_a_viewer_sees_and_changes_nothing(member: Browser, records: Records) -> None:
    records.add_conversion("fleurs.fr", THANKS)
    page = member.get(PAGE).text
    assert "Quote asked for" in page
    assert "The owner and the editors of the site can name conversions." in page
    assert f"{PAGE}/" not in page
    assert 'name="what"' not in page
    one = f"{PAGE}/{number(records)}"
    assert member.get(one).status_code == 403
    for address in (PAGE, one, f"{one}/remove"):
        assert member.submit(address, **FIELDS).status_code == 403
    assert kept(records) == [THANKS]


def test_the_conversions_of_another_site_are_not_there(owner: Browser, member: Browser, records: Records) -> None:
    records.add_conversion("fleurs.fr", THANKS)
    there = f"/sites/pains.fr/conversions/{number(records)}"
    owner.get(PAGE)
    assert owner.get(there).status_code == 404
    assert owner.submit(there, **FIELDS).status_code == 404
    assert owner.submit(f"{there}/remove").status_code == 404
    assert member.get("/sites/pains.fr/conversions").status_code == 404
    assert kept(records) == [THANKS]


def test_hostile_names_are_only_text(editor: Browser, owner: Browser, records: Records) -> None:
    editor.get(PAGE)
    assert editor.submit(PAGE, kind="event", what=HOSTILE, title=HOSTILE).status_code == 303
    for address in (PAGE, f"{PAGE}/{number(records)}", "/sites/fleurs.fr/log"):
        page = owner.get(address).text
        assert "<img src=x" not in page
        assert "{{ 7*7 }}%(n)s" in page
