"""What was measured outside, written in, imported and taken back by a person, through spool, loader and ClickHouse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from collector.enrich import Identity
from collector.loader import Loader
from collector.spool import Spool
from collector.visitor import Salts
from leadpump.clickhouse import ClickHouse
from leadpump.facts import Facts
from leadpump.pages import waiting
from leadpump.pages.given import give_facts, give_identity
from leadpump.records import Records
from tests.conftest import EmbeddedClickHouse, filled_with_schema
from tests.pages.conftest import Browser, build_app

PAGE = "/sites/fleurs.fr/metrics"
FILES = Path(__file__).parents[1] / "outside" / "files"
HOSTILE = '"><img src=x onerror=alert(1)>{{ 7*7 }}</td><script>alert(1)</script>'


@pytest.fixture(scope="module")
def schema(chdb_path: Path) -> Iterator[ClickHouse]:
    store = EmbeddedClickHouse(chdb_path, "outside_pages")
    with filled_with_schema(store):
        yield store


@pytest.fixture
def stored(schema: ClickHouse) -> ClickHouse:
    for table in ("metrics", "event_ids"):
        schema.command(f"truncate table {table}")
    return schema


@pytest.fixture
def app(records: Records, data: Path, stored: ClickHouse) -> Iterator[Flask]:
    """The pages over a spool, and a loader that works while somebody waits."""
    app = build_app(records)
    spool = Spool(data / "spool", limit_bytes=10**9, min_free_bytes=0)
    loader = Loader(data / "spool", stored)
    give_facts(app, Facts(spool, stored.query, sleep=lambda _: loader.load_waiting()))
    give_identity(app, Identity(Salts(data / "salts"), b"\1" * 32, b"\2" * 32))
    app.config[waiting.FOLDER] = data / "uploads"
    yield app
    spool.close()


def known(stored: ClickHouse, metric: str) -> list[tuple[str, str, float]]:
    rows = stored.query(
        f"select dimension, toString(day) as date, toFloat64(value) as amount from metric_days"
        f" where metric = '{metric}' order by dimension, day"
    )
    return [(row["dimension"], row["date"], row["amount"]) for row in rows]


def send(browser: Browser, data: bytes, name: str) -> tuple[int, str]:
    """Upload a file: the status, and where it leads or what is said."""
    browser.get(f"{PAGE}/import")
    answer = browser.client.post(
        f"{PAGE}/import",
        base_url=browser.origin,
        data={"csrf_token": browser.form_token, "file": (BytesIO(data), name)},
        content_type="multipart/form-data",
        headers={"Accept-Language": "en"},
    )
    return answer.status_code, answer.location or answer.text


def bring_in(browser: Browser, name: str, data: bytes | None = None) -> tuple[str, str]:
    """Import a file as it is read; the preview, and the page after it."""
    status, location = send(browser, (FILES / name).read_bytes() if data is None else data, name)
    assert status == 303, location
    preview = browser.get(location).text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', preview))
    hidden.pop("csrf_token")
    answer = browser.submit(location, **hidden)
    assert answer.status_code == 303, answer.text
    return preview, browser.get(answer.location).text


def test_an_import_is_looked_at_corrects_and_gives_way_when_it_is_undone(owner: Browser, stored: ClickHouse) -> None:
    preview, page = bring_in(owner, "first.csv", b"date;abonn\xc3\xa9s;likes\n2026-03-01;100;5\n2026-03-02;101;\n")
    assert "3 values, 1 – 2 Mar 2026." in preview
    assert "1 empty cell left out" in preview
    assert "3 values are imported and counted." in page
    assert "first.csv" in page
    preview, page = bring_in(owner, "second.csv", b"date;abonn\xc3\xa9s\n2026-03-02;120\n2026-03-03;121\n")
    assert "1 new value" in preview
    assert "1 value replaced" in preview
    assert known(stored, "social_followers") == [
        ("", "2026-03-01", 100),
        ("", "2026-03-02", 120),
        ("", "2026-03-03", 121),
    ]
    undo = re.findall(r'action="([^"]+/undo)"', page)[0]
    answer = owner.submit(undo)
    assert "what it replaced holds again" in owner.get(answer.location).text
    assert known(stored, "social_followers") == [("", "2026-03-01", 100), ("", "2026-03-02", 101)]
    # Once more, it changes nothing, and the file counts again when it is imported again.
    owner.submit(undo)
    preview, _ = bring_in(owner, "second.csv", b"date;abonn\xc3\xa9s\n2026-03-02;120\n2026-03-03;121\n")
    assert "1 value replaced" in preview
    assert known(stored, "social_followers")[1:] == [("", "2026-03-02", 120), ("", "2026-03-03", 121)]


def test_an_import_that_was_undone_while_its_rows_arrived_can_be_undone_again(
    owner: Browser, stored: ClickHouse
) -> None:
    _, page = bring_in(owner, "first.csv", b"date;likes\n2026-03-01;5\n")
    undo = re.findall(r'action="([^"]+/undo)"', page)[0]
    owner.submit(undo)
    assert undo not in owner.get(PAGE).text
    number = undo.split("/")[-2]
    stored.command(
        "insert into metrics (site, day, received, id, metric, adds_up, value, via, import_id)"
        f" values ('fleurs.fr', '2026-03-02', now64(3), generateUUIDv4(), 'likes', true, 7, 'csv', '{number}')"
    )
    assert undo in owner.get(PAGE).text
    owner.submit(undo)
    assert known(stored, "likes") == []
    assert undo not in owner.get(PAGE).text


def test_the_same_file_again_changes_nothing(owner: Browser, stored: ClickHouse) -> None:
    bring_in(owner, "plausible_export.zip")
    preview, page = bring_in(owner, "plausible_export.zip")
    assert "This is read as the history of another counter" in preview
    assert "12 values are here already as they are" in preview
    assert "Import these values" not in preview
    assert "nothing was changed" in page
    assert known(stored, "history_visitors") == [
        ("Plausible", "2026-01-01", 12),
        ("Plausible", "2026-01-02", 9),
        ("Plausible", "2026-01-03", 30),
    ]


def test_columns_can_be_read_otherwise(owner: Browser, stored: ClickHouse) -> None:
    _, location = send(owner, (FILES / "broken_nothing.csv").read_bytes(), "own.csv")
    assert "No column is known as “Value”" in owner.get(location).text
    data = b"jour,panier moyen,remarque\n01/02/2026,12.5,a\n13/02/2026,14,b\n"
    _, location = send(owner, data, "own.csv")
    chosen = {"order": "", "mark": "", "metric": "", "dimension": "Boutique", "adds": "no"}
    chosen |= {"column_0": "day", "column_1": "own", "column_2": ""}
    assert owner.submit(location, **chosen).status_code == 303
    assert known(stored, "panier_moyen") == [("Boutique", "2026-02-01", 12.5), ("Boutique", "2026-02-13", 14)]
    assert stored.query("select distinct adds_up from metric_days") == [{"adds_up": False}]


def test_a_value_is_written_in_by_hand_and_corrected(owner: Browser, stored: ClickHouse) -> None:
    owner.get(PAGE)
    given = {"day": "2026-03-01", "metric": "Followers", "dimension": "LinkedIn", "value": "1 234", "adds": "yes"}
    assert owner.submit(PAGE, **given).status_code == 303
    assert owner.submit(PAGE, **given | {"value": "1 240"}).status_code == 303
    assert known(stored, "social_followers") == [("LinkedIn", "2026-03-01", 1240)]
    for wrong in (
        {"value": "-1"},
        {"value": "1,234"},
        {"day": "2199-01-01"},
        {"metric": "42"},
        {"dimension": "x" * 201},
    ):
        answer = owner.submit(PAGE, **given | wrong)
        assert (answer.status_code, 'role="alert"' in answer.text) == (422, True), wrong
    assert len(known(stored, "social_followers")) == 1


def test_a_file_with_a_problem_is_shown_with_its_line_and_not_imported(owner: Browser, stored: ClickHouse) -> None:
    _, location = send(owner, (FILES / "broken_value.csv").read_bytes(), "broken.csv")
    assert "Line 2: “many” is not a number from 0 on." in owner.get(location).text
    assert owner.submit(location).status_code == 422
    status, page = send(owner, (FILES / "broken_archive.zip").read_bytes(), "photos.zip")
    assert (status, "compressed file" in page) == (422, True)
    assert stored.query("select count() as rows from metrics") == [{"rows": 0}]


def test_names_in_a_file_are_text(owner: Browser) -> None:
    cell = HOSTILE.replace('"', '""')
    data = f'date,network,metric,value\n2026-03-01,"{cell}",likes,5\n'.encode()
    preview, page = bring_in(owner, "<script>alert(2)</script>.csv", data)
    for shown in (preview, page):
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert "&lt;img src=x" in shown


def test_a_viewer_sees_and_may_not_change(member: Browser, owner: Browser) -> None:
    _, page = bring_in(owner, "long_en.csv")
    undo = re.findall(r'action="([^"]+/undo)"', page)[0]
    page = member.get(PAGE).text
    assert "Support tickets" in page
    assert "Save" not in page
    assert "/undo" not in page
    member.get("/account/password")
    assert member.submit(PAGE, day="2026-03-01", metric="likes", value="5").status_code == 403
    assert member.submit(undo).status_code == 403
    assert member.get(f"{PAGE}/import").status_code == 403
    assert owner.submit(undo.replace("fleurs.fr", "pains.fr")).status_code == 303
    assert "long_en.csv" not in owner.get("/sites/pains.fr/metrics").text
    assert ">undone<" not in owner.get(PAGE).text
