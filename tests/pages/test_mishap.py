"""An error is a page that says what to do, or a reason for a program."""

from __future__ import annotations

import pytest
from flask import Flask, abort

from collector.spool import SpoolFull
from leadpump.demo.pages import create_demo
from leadpump.records import Records
from reports.query import DatabaseAskedTooMuch, DatabaseShortOfMemory, DatabaseUnavailable
from tests.pages.conftest import Browser, build_app


def fail() -> str:
    raise ZeroDivisionError


def find_no_room() -> str:
    raise SpoolFull("less than 500 MB are free")


def find_no_database() -> str:
    raise DatabaseUnavailable("connection refused")


def find_no_memory() -> str:
    raise DatabaseShortOfMemory("MEMORY_LIMIT_EXCEEDED")


def find_too_much() -> str:
    raise DatabaseAskedTooMuch("TIMEOUT_EXCEEDED")


@pytest.fixture
def app(records: Records) -> Flask:
    app = build_app(records)
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    app.add_url_rule("/broken", "broken", fail)
    app.add_url_rule("/full", "full", find_no_room)
    app.add_url_rule("/away", "away", find_no_database, methods=["GET", "POST"])
    app.add_url_rule("/short", "short", find_no_memory)
    app.add_url_rule("/too-much", "too_much", find_too_much)
    app.add_url_rule("/api/broken", "broken_api", fail)
    app.add_url_rule("/sites/<site>/missing", "missing", lambda site: abort(404, site))
    app.add_url_rule("/sites/<site>/forbidden", "forbidden", lambda site: abort(403, site))
    app.add_url_rule("/wrong/<int:status>", "wrong", lambda status: abort(status))
    return app


def test_whoever_sends_something_is_told_that_it_was_not_kept(owner: Browser) -> None:
    owner.get("/account")
    answer = owner.submit("/away")
    assert answer.status_code == 503
    assert "nothing was changed. Go back and send the form again" in answer.text
    assert "Nothing is lost" not in answer.text


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/nowhere", 404, "There is no such page"),
        ("/sites/nowhere.fr/install", 404, "no access to"),
        ("/wrong/403", 403, "Ask whoever runs this server"),
        ("/sites/fleurs.fr/forbidden", 403, "Ask an owner of this site"),
        ("/sites/fleurs.fr/missing", 404, "or choose another page in the menu"),
        ("/wrong/415", 415, "cannot be answered"),
        ("/broken", 500, "the reason is in its log"),
        ("/full", 503, "Nothing was changed. The disk of the server is nearly full"),
        ("/away", 503, "The database does not answer"),
        ("/short", 503, "The database lacks the memory"),
        ("/too-much", 503, "Choose a shorter period"),
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


@pytest.mark.parametrize("address", ["/sites/fleurs.fr/nowhere", "/sites/fleurs.fr/missing"])
def test_a_wrong_address_of_a_site_stays_in_its_frame(owner: Browser, address: str) -> None:
    answer = owner.get(address)
    assert answer.status_code == 404
    assert "frame-with-rooms" in answer.text
    assert 'title="All your sites">Fleurs &amp; Co</a>' in answer.text
    assert "card-narrow" not in answer.text
    assert '<a class="button" href="/sites/fleurs.fr/">' in answer.text


@pytest.mark.parametrize("address", ["/sites/pains.fr/nowhere", "/sites/nowhere.fr/nowhere", "/sites/pains.fr/install"])
def test_the_frame_of_somebody_elses_site_is_not_shown(member: Browser, address: str) -> None:
    answer = member.get(address)
    assert answer.status_code == 404
    assert "frame-with-rooms" not in answer.text
    assert "Pains" not in answer.text


def test_a_stranger_learns_nothing_of_a_site(owner: Browser, app: Flask) -> None:
    assert owner.get("/sites/fleurs.fr/nowhere").status_code == 404
    answer = Browser(app.test_client()).get("/sites/fleurs.fr/nowhere")
    assert answer.status_code == 404
    assert "Fleurs" not in answer.text


def test_a_wrong_address_of_the_demo_leads_back_to_it(browser: Browser, app: Flask) -> None:
    app.register_blueprint(create_demo())
    answer = browser.get("/demo/nowhere")
    assert answer.status_code == 404
    assert '<a class="button" href="/demo/">Open the demo site</a>' in answer.text
    assert "All your sites" not in answer.text.partition("<main")[2]


def test_without_the_demo_its_address_is_as_any_other(browser: Browser) -> None:
    assert "All your sites" in browser.get("/demo/").text


def test_a_stranger_sees_the_page_too(browser: Browser) -> None:
    assert "There is no such page" in browser.get("/nowhere").text


def test_a_broken_database_is_said_in_a_page(owner: Browser, records: Records) -> None:
    def fail(_token: str) -> None:
        raise OSError("disk")

    records.find_sign_in = fail  # type: ignore[method-assign,assignment]
    answer = owner.get("/sites/")
    assert answer.status_code == 500
    assert "Something broke" in answer.text
