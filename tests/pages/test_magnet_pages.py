"""Lead magnets as people declare them, what is suggested to them, and who may."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from collector.spool import Spool
from leadpump.clickhouse import ClickHouse
from leadpump.facts import Facts
from leadpump.pages.given import give_facts
from leadpump.records import Records
from reports.magnet import Magnet
from tests.pages.conftest import Browser, build_app
from tests.reports.conftest import Database

PAGE = "/sites/fleurs.fr/lead-magnets"
HOSTILE = '"><img src=x onerror=alert(1)>{{ 7*7 }}'
GUIDE = Magnet("guide", "Le guide des fleurs", "ebook", "/guide", "download")
FIELDS = {"name": "guide", "title": "Le guide des fleurs", "kind": "ebook", "path": "/guide", "completes": "download"}


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


def visit(database: Database, visitor: int, name: str, days_ago: float = 1, **event: Any) -> None:
    """Something that somebody did."""
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(days=days_ago)
    database.insert_events(
        [
            {
                "site": "fleurs.fr",
                "hostname": "fleurs.fr",
                "session_id": (int(at.timestamp()) << 32) + visitor,
                "visitor_id": visitor,
                "page_id": uuid4(),
                "id": uuid4(),
                "ts": at,
                "name": name,
            }
            | event
        ]
    )


def plain(page: str) -> str:
    """The page's words, without its tags."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<main")[2])))


def declared(records: Records, site: str = "fleurs.fr") -> list[Magnet]:
    return [one.magnet for one in records.magnets_of(site)]


def number(records: Records) -> int:
    return records.magnets_of("fleurs.fr")[0].id


def test_a_site_without_any_says_so(editor: Browser) -> None:
    page = plain(editor.get(PAGE).text)
    assert "None is declared yet." in page
    assert "Nothing: visitors met no other magnet, form or file in the last 90 days." in page


def test_a_magnet_is_declared_changed_and_removed(editor: Browser, records: Records) -> None:
    editor.get(f"{PAGE}/new")
    answer = editor.submit(f"{PAGE}/new", **FIELDS)
    assert (answer.status_code, answer.location) == (303, PAGE)
    page = editor.get(PAGE).text
    assert "The magnet is declared." in plain(page)
    assert "Le guide des fleurs E-book guide on /guide Complete when its file is downloaded." in plain(page)
    assert "/sites/fleurs.fr/costs?magnet=guide#add" in page
    assert declared(records) == [GUIDE]
    address = f"{PAGE}/{number(records)}"
    assert 'value="Le guide des fleurs"' in editor.get(address).text
    pasted = FIELDS | {"path": "https://fleurs.fr/le-guide?x=1", "title": "Le guide"}
    assert editor.submit(address, **pasted).status_code == 303
    assert declared(records) == [Magnet("guide", "Le guide", "ebook", "/le-guide", "download")]
    editor.get(address)
    assert editor.submit(f"{address}/remove").status_code == 303
    assert declared(records) == []
    for gone in (address, f"{address}/remove"):
        assert editor.submit(gone, **FIELDS).status_code == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": " "}, "Write the magnet’s name"),
        ({"name": "x" * 201}, "at most 200 characters"),
        ({}, "This magnet is declared already."),
        ({"name": "new", "title": "x" * 101}, "at most 100 characters"),
        ({"name": "new", "path": "guide"}, "such as /guide"),
        ({"name": "new", "kind": "car"}, "Choose one of the list."),
        ({"name": "new", "completes": "never"}, "Choose one of the list."),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(
    editor: Browser, records: Records, changed: dict[str, str], said: str
) -> None:
    records.add_magnet("fleurs.fr", GUIDE)
    editor.get(f"{PAGE}/new")
    given = FIELDS | changed
    answer = editor.submit(f"{PAGE}/new", **given)
    assert answer.status_code == 422
    assert said in plain(answer.text)
    assert f'value="{given["title"]}"' in answer.text
    assert declared(records) == [GUIDE]


def test_what_visitors_met_is_suggested_until_it_is_declared(editor: Browser, database: Database) -> None:
    for visitor in (1, 2, 3):
        visit(database, visitor, "magnet_view", magnet="devis-mariage", path="/mariage")
    visit(database, 1, "form_submit", magnet="devis-mariage", form="devis", path="/mariage")
    visit(database, 4, "form_submit", form="contact", path="/contact")
    visit(database, 5, "form_view", form="recherche", path="/")
    visit(database, 6, "download", target="https://fleurs.fr/files/catalogue%202026.pdf", path="/catalogue")
    visit(database, 7, "magnet_view", days_ago=91.5, magnet="old", path="/old")
    visit(database, 8, "magnet_view", magnet="robots", path="/", bot="crawler")
    visit(database, 9, "magnet_view", site="pains.fr", magnet="of-another", path="/")
    page = editor.get(PAGE).text
    suggested = plain(page).partition("Seen, and not declared")[2]
    assert (
        "devis-mariage Marked magnet on /mariage In the last 90 days, visitors who saw it: 3; who completed it: 1."
        in suggested
    )
    assert "contact Form on /contact In the last 90 days, visitors who saw it: 1; who completed it: 1." in suggested
    assert "catalogue 2026 File on /catalogue" in suggested
    assert 'data-leadpump-magnet="catalogue 2026"' in suggested
    for absent in ("recherche", "old", "robots", "of-another"):
        assert absent not in suggested
    (link,) = re.findall(r'href="([^"]*name=devis-mariage[^"]*)"', page)
    form = editor.get(html.unescape(link)).text
    assert 'value="devis-mariage"' in form
    assert '<option value="quote" selected>' in form
    assert 'value="/mariage"' in form
    answer = editor.submit(f"{PAGE}/new", name="devis-mariage", kind="quote", path="/mariage", completes="form")
    assert answer.status_code == 303
    kept, _, suggested = plain(editor.get(PAGE).text).partition("Seen, and not declared")
    assert "Complete when its form is sent. In the last 90 days, visitors who saw it: 3; who completed it: 1." in kept
    assert "devis-mariage" not in suggested


@pytest.mark.parametrize(("completes", "completed"), [("download", 1), ("form", 2), ("attended", 2)])
def test_a_declared_magnet_is_completed_as_its_report_counts(
    editor: Browser, records: Records, database: Database, completes: str, completed: int
) -> None:
    visit(database, 1, "form_submit", magnet="guide", form="guide")
    visit(database, 2, "form_submit", magnet="guide", form="guide")
    visit(database, 2, "download", magnet="guide")
    records.add_magnet("fleurs.fr", replace(GUIDE, completes=completes))
    assert f"visitors who saw it: 2; who completed it: {completed}." in plain(editor.get(PAGE).text)


def test_a_viewer_looks_and_changes_nothing(member: Browser, records: Records, database: Database) -> None:
    records.add_magnet("fleurs.fr", GUIDE)
    visit(database, 1, "magnet_view", magnet="seen", path="/")
    page = member.get(PAGE).text
    assert "Le guide des fleurs" in plain(page)
    assert "seen Marked magnet" in plain(page)
    assert "The owner and the editors of the site can declare magnets." in plain(page)
    assert f"{PAGE}/" not in page
    member.get("/account/password")
    for address in (f"{PAGE}/new", f"{PAGE}/{number(records)}"):
        assert member.get(address).status_code == 403
        assert member.submit(address, **FIELDS).status_code == 403
    assert member.submit(f"{PAGE}/{number(records)}/remove").status_code == 403
    assert declared(records) == [GUIDE]


def test_the_magnets_of_another_site_are_not_there(owner: Browser, member: Browser, records: Records) -> None:
    records.add_magnet("fleurs.fr", GUIDE)
    there = f"/sites/pains.fr/lead-magnets/{number(records)}"
    owner.get(f"{PAGE}/new")
    assert owner.get(there).status_code == 404
    assert owner.submit(there, **FIELDS).status_code == 404
    assert owner.submit(f"{there}/remove").status_code == 404
    assert member.get("/sites/pains.fr/lead-magnets").status_code == 404
    assert declared(records) == [GUIDE]


def test_hostile_names_are_only_text(editor: Browser, records: Records, database: Database) -> None:
    visit(database, 1, "download", target=f"https://fleurs.fr/{HOSTILE}.pdf", path=f"/{HOSTILE}")
    visit(database, 1, "magnet_view", magnet=HOSTILE, path=f"/{HOSTILE}")
    records.add_magnet("fleurs.fr", Magnet("h", HOSTILE, "other", f"/{HOSTILE}", "form"))
    for address in (PAGE, f"{PAGE}/{number(records)}"):
        page = editor.get(address).text
        assert "<img src=x" not in page
        assert "{{ 7*7 }}" in page


def test_a_cost_of_a_magnet_begins_with_its_name(editor: Browser) -> None:
    page = editor.get("/sites/fleurs.fr/costs?magnet=guide").text
    assert re.search(r'<input id="magnet" [^>]*value="guide"', page)


def test_what_has_no_page_is_not_missed_on_one(owner: Browser, records: Records) -> None:
    records.add_magnet("fleurs.fr", Magnet("stand", "Le stand", "consultation", "", "attended"))
    records.add_magnet("fleurs.fr", GUIDE)
    page = plain(owner.get(PAGE).text)
    assert "It has no page: its leads are added by hand or imported." in page
    assert page.count("is it marked in its page?") == 1
