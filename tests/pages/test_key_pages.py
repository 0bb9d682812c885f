"""Keys as owners make and remove them, and what a program may read with one."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from leadpump.pages.by_key import BURST
from leadpump.records import Records
from tests.pages.conftest import Browser

PAGE = "/sites/fleurs.fr/keys"
REPORT = "/sites/fleurs.fr/data_quality"


def ask(app: Flask, key: str, address: str = f"{REPORT}.json") -> TestResponse:
    """As a program does: no cookie."""
    return app.test_client().get(address, headers={"Authorization": f"Bearer {key}"})


def test_a_key_is_shown_once_and_reads_the_reports_of_its_site(owner: Browser, app: Flask) -> None:
    owner.get(PAGE)
    made = owner.submit(PAGE, scope="read", label="Spreadsheet")
    (key,) = set(re.findall(r"leadpump_[0-9a-f]{64}", made.text))
    assert key not in owner.get(PAGE).text
    assert "Spreadsheet" in owner.get(PAGE).text
    answer = ask(app, key)
    assert answer.status_code == 200
    assert answer.json is not None
    assert "figures" in answer.json
    assert "Set-Cookie" not in answer.headers
    assert ask(app, key, f"{REPORT}.csv").status_code == 200


@pytest.mark.parametrize("ending", ["json", "csv"])
def test_it_reads_nothing_else(owner: Browser, records: Records, app: Flask, ending: str) -> None:  # noqa: ARG001
    key = records.create_key("fleurs.fr", "", ["read"])
    assert ask(app, key, f"/sites/pains.fr/data_quality.{ending}").status_code == 404
    assert ask(app, key, f"/sites/nowhere.fr/data_quality.{ending}").status_code == 404
    assert ask(app, key, "/sites/fleurs.fr/leads.csv").status_code == 401
    for page in (REPORT, PAGE, "/sites/", "/sites/fleurs.fr/leads"):
        assert ask(app, key, page).location.startswith("/login")
    assert app.test_client().post(PAGE, headers={"Authorization": f"Bearer {key}"}).location.startswith("/login")


def test_a_key_that_may_only_write_reads_nothing(owner: Browser, records: Records, app: Flask) -> None:  # noqa: ARG001
    answer = ask(app, records.create_key("fleurs.fr"))
    assert (answer.status_code, answer.json) == (403, {"reason": "key_may_not_read"})
    assert "insufficient_scope" in answer.headers["WWW-Authenticate"]


def test_a_removed_key_and_a_made_up_one_read_nothing(owner: Browser, records: Records, app: Flask) -> None:
    key = records.create_key("fleurs.fr", "", ["read", "write"])
    assert ask(app, key).status_code == 200
    owner.get(PAGE)
    assert owner.submit(f"{PAGE}/{records.keys_of('fleurs.fr')[0].id}/remove").location == PAGE
    for refused in (key, "leadpump_" + "0" * 64, "", "é" * 9):
        answer = ask(app, refused)
        assert (answer.status_code, answer.json) == (401, {"reason": "unknown_key"})
    assert owner.submit(f"{PAGE}/99/remove").status_code == 404


def test_a_program_that_asks_too_often_is_told_to_wait(owner: Browser, records: Records, app: Flask) -> None:  # noqa: ARG001
    key, other = (records.create_key("fleurs.fr", "", ["read"]) for _ in range(2))
    answers = [ask(app, key, f"{REPORT}.json?period=never").status_code for _ in range(int(BURST) + 5)]
    assert answers[0] == 400
    assert answers[-1] == 429
    assert answers.count(400) < BURST + 5
    assert ask(app, key).headers["Retry-After"] == "1"
    assert ask(app, other).status_code == 200


def test_a_key_without_anything_it_may_do_is_not_made(owner: Browser, records: Records) -> None:
    owner.get(PAGE)
    for fields in ({}, {"scope": "everything"}, {"scope": "read", "label": "x" * 101}):
        assert owner.submit(PAGE, **fields).status_code == 422
    assert records.keys_of("fleurs.fr") == []


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_only_owners_see_and_change_keys(member: Browser, records: Records, role: str) -> None:
    records.add_member("claire", "fleurs.fr", role)
    records.create_key("fleurs.fr")
    member.get("/account/password")
    assert member.get(PAGE).status_code == 403
    assert member.submit(PAGE, scope="read").status_code == 403
    assert member.submit(f"{PAGE}/1/remove").status_code == 403
    assert len(records.keys_of("fleurs.fr")) == 1
    assert PAGE not in member.get("/sites/fleurs.fr/install").text


def test_the_owner_of_a_site_does(member: Browser, records: Records) -> None:
    records.add_member("claire", "fleurs.fr", "owner")
    assert PAGE in member.get("/sites/fleurs.fr/install").text
    member.get(PAGE)
    assert member.submit(PAGE, scope="write").status_code == 200
    assert member.get("/sites/pains.fr/keys").status_code == 404


def test_the_label_of_a_key_is_text(owner: Browser, records: Records) -> None:
    records.create_key("fleurs.fr", "<script>alert(1)</script>")
    page = owner.get(PAGE).text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_what_was_done_is_in_the_log_without_the_key(owner: Browser, records: Records, app: Flask) -> None:
    owner.get(PAGE)
    key = re.findall(r"leadpump_[0-9a-f]{64}", owner.submit(PAGE, scope="read").text)[0]
    for _ in range(3):
        ask(app, key)
    deeds, count = records.people.deeds_of("fleurs.fr", 0, 10)
    assert count == 2
    end = f"…{key[-4:]}"
    assert [(deed.who, deed.what, deed.about) for deed in deeds] == [
        (f"key {end}", "reports.as_json_page", "data_quality"),
        ("owner", "keys.add", end),
    ]
    assert f"Key {end}" in owner.get("/sites/fleurs.fr/log").text
