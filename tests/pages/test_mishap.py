"""An error is a page that says what to do, or a reason for a program."""

from __future__ import annotations

import pytest
from flask import Flask, abort

from leadpump.records import Records
from tests.pages.conftest import Browser, build_app


def fail() -> str:
    raise ZeroDivisionError


@pytest.fixture
def app(records: Records) -> Flask:
    app = build_app(records)
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    app.add_url_rule("/broken", "broken", fail)
    app.add_url_rule("/api/broken", "broken_api", fail)
    app.add_url_rule("/wrong/<int:status>", "wrong", lambda status: abort(status))
    return app


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/nowhere", 404, "There is no such page"),
        ("/sites/nowhere.fr/install", 404, "no access to"),
        ("/wrong/403", 403, "Ask whoever runs this server"),
        ("/wrong/415", 415, "cannot be answered"),
        ("/broken", 500, "the reason is in its log"),
    ],
)
def test_people_are_told_what_to_do(owner: Browser, address: str, status: int, said: str) -> None:
    answer = owner.get(address)
    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert said in answer.text
    assert "ZeroDivisionError" not in answer.text
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize(
    ("address", "status", "reason"),
    [
        ("/api/nowhere", 404, "not_found"),
        ("/api/broken", 500, "internal_server_error"),
        ("/sites/nowhere.fr/stand-in.json", 404, "not_found"),
    ],
)
def test_programs_are_given_a_reason(owner: Browser, address: str, status: int, reason: str) -> None:
    answer = owner.get(address)
    assert (answer.status_code, answer.json) == (status, {"reason": reason})


def test_a_wrong_method_names_the_right_ones(owner: Browser) -> None:
    answer = owner.get("/logout")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_a_form_with_an_old_token_says_to_reload(owner: Browser) -> None:
    owner.form_token = "old"
    answer = owner.submit("/account/password")
    assert answer.status_code == 400
    assert "reload the page" in answer.text


def test_a_stranger_sees_the_page_too(browser: Browser) -> None:
    assert "There is no such page" in browser.get("/nowhere").text


def test_a_broken_database_is_said_in_a_page(owner: Browser, records: Records) -> None:
    def fail(_token: str) -> None:
        raise OSError("disk")

    records.find_sign_in = fail  # type: ignore[method-assign,assignment]
    answer = owner.get("/sites/")
    assert answer.status_code == 500
    assert "Something broke" in answer.text
