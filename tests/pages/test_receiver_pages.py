"""Outgoing webhooks as owners add, test and remove them, and as viewers see them."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from collector.enrich import Identity
from collector.visitor import Salts
from leadpump.pages.given import give_identity
from leadpump.records import Records
from leadpump.records.receiver import State, Told
from tests.pages.conftest import Browser, build_app
from tests.pages.test_webhook_pages import MADE, plain

SITE = "fleurs.fr"
PAGE = f"/sites/{SITE}/receivers"
URL = "https://tool.example/in?key=7"
HOSTILE = 'https://tool.example/"><script>alert(1)</script>'


@pytest.fixture
def app(records: Records, data: Path) -> Flask:
    app = build_app(records)
    give_identity(app, Identity(Salts(data / "salts"), secrets.token_bytes(32), secrets.token_bytes(32)))
    return app


def test_an_address_is_added_tested_read_and_removed(records: Records, member: Browser, data: Path) -> None:
    records.add_member("claire", SITE, "editor")
    assert "None yet. Give an address" in plain(member.get(PAGE).text)
    for bad in ("http://tool.example/", "https://10.0.0.1/", "https://[::1]/", "https://localhost/", HOSTILE):
        answer = member.submit(f"{PAGE}/add", url=bad, kind="lead")
        assert answer.status_code == 422, bad
        assert "<script>alert" not in answer.text
    assert member.submit(f"{PAGE}/add", url=URL).status_code == 422
    answer = member.submit(f"{PAGE}/add", url=URL, kind="lead")
    (made,) = MADE.findall(answer.text)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "compares the v1 of the header Leadpump-Signature" in plain(answer.text)
    page = member.get(PAGE).text
    assert made not in page
    assert "1 address is notified of leads." in plain(page)
    assert f"{URL} New lead, without contact details. Since" in plain(page)
    kept = b"".join(file.read_bytes() for file in data.glob("records.sqlite3*"))
    assert made.encode() not in kept
    assert b"key=7" not in kept

    (receiver,) = records.receivers.of_site(SITE)
    assert member.submit(f"{PAGE}/{receiver.number}/test").status_code == 303
    assert "Test waiting" in plain(member.get(PAGE).text)
    fact = "7d9c2f0e-0000-4000-8000-000000000001"
    records.receivers.note(receiver.number, [(fact, "lead", datetime.now(UTC))])
    telling = next(one for one in records.receivers.due(receiver.number, 9) if one.fact == fact)
    later = datetime.now(UTC) + timedelta(hours=1)
    for answered, words in (
        ("500", "answer 500"),
        ("private", "its host is on a private network"),
        ("302", "elsewhere"),
    ):
        records.receivers.settle((telling, Told(State.WAITING, answered, later)))
        assert words in plain(member.get(PAGE).text)
    assert "3 tries" in plain(member.get(PAGE).text)
    assert len(records.receivers.due(receiver.number, 9)) == 1
    (again,) = re.findall(r'action="([^"]+/again)"', member.get(PAGE).text)
    assert member.submit(again).status_code == 303
    assert len(records.receivers.due(receiver.number, 9)) == 2

    for _ in range(9):
        assert member.submit(f"{PAGE}/add", url=URL, kind="stage", contact="1").status_code == 200
    assert "ten addresses at most" in plain(member.submit(f"{PAGE}/add", url=URL, kind="stage").text)
    assert member.submit(f"{PAGE}/{receiver.number}/remove").status_code == 303
    assert member.submit(f"{PAGE}/{receiver.number}/remove").status_code == 404
    assert len(records.receivers.of_site(SITE)) == 9


def test_nobody_touches_the_receivers_of_another_site(records: Records, owner: Browser) -> None:
    owner.get(PAGE)
    assert owner.submit(f"{PAGE}/add", url=URL, kind="lead").status_code == 200
    (receiver,) = records.receivers.of_site(SITE)
    for deed in ("remove", "test"):
        assert owner.submit(f"/sites/pains.fr/receivers/{receiver.number}/{deed}").status_code == 404
    assert len(records.receivers.of_site(SITE)) == 1


def test_viewers_see_no_whole_address(records: Records, owner: Browser, member: Browser) -> None:
    owner.get(PAGE)
    owner.submit(f"{PAGE}/add", url=URL, kind="lead")
    page = member.get(PAGE).text
    assert "tool.example" in page
    assert "key=7" not in page
    assert "The owner and the editors of the site decide who is notified." in plain(page)
    (receiver,) = records.receivers.of_site(SITE)
    for post in ("add", f"{receiver.number}/remove", f"{receiver.number}/test"):
        assert member.submit(f"{PAGE}/{post}").status_code == 403
