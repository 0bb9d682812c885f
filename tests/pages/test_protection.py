"""Nothing is open but what is named, and every answer carries its headers."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from werkzeug.routing import Rule

from leadpump.pages.destination import is_inside
from leadpump.pages.headers import POLICY
from leadpump.records import Records
from tests.pages.conftest import PASSWORD, Browser, build_app

OPEN = {"account.login", "language", "reports.static", "health", "invitation.open_link", "shared_door.password"}
OPEN |= {"stop.ask", "stop.stop"}


def address_of(rule: Rule) -> str:
    """An address that the rule answers to: the last of a list of names, a number, an id, else a site's name."""
    listed = re.sub(r"<any\((?:[^)]*,)?([^,)]+)\):[^>]+>", r"\1", rule.rule)
    numbered = re.sub(r"<int:[^>]+>", "1", listed)
    identified = re.sub(r"<uuid:[^>]+>", "7b0e4f5c-6f43-4a0e-8a55-7f0c3a1d2b02", numbered)
    return re.sub(r"<[^>]+>", "fleurs.fr", identified)


def test_a_stranger_is_let_in_nowhere_else(app: Flask) -> None:
    open_to_strangers = set()
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            answer = Browser(app.test_client()).client.open(address_of(rule), method=method)
            to_login = answer.status_code == 303 and answer.location.startswith("/login")
            no_such_link = answer.status_code == 404 and rule.rule.startswith("/shared/<token>/")
            if not to_login and not no_such_link and answer.status_code != 401:
                open_to_strangers.add(rule.endpoint)
    assert open_to_strangers <= OPEN


@pytest.mark.parametrize("ending", ["json", "csv"])
def test_a_stranger_who_asks_for_data_gets_a_reason(browser: Browser, ending: str) -> None:
    answer = browser.get(f"/sites/fleurs.fr/stand-in.{ending}")
    assert answer.status_code == 401
    assert answer.json == {"reason": "sign_in_required", "login": "/login"}
    assert answer.headers["WWW-Authenticate"].startswith("Cookie ")


def test_a_made_up_token_opens_nothing(browser: Browser) -> None:
    browser.client.set_cookie("leadpump_sign_in", "x" * 43)
    assert browser.get("/sites/").location == "/login?next=/sites/"


def test_an_address_that_leads_nowhere_is_not_found(browser: Browser) -> None:
    assert browser.get("/nowhere").status_code == 404


@pytest.mark.parametrize("page", ["install", "stand-in", "stand-in.json", "stand-in.csv"])
def test_the_site_of_somebody_else_is_not_found(member: Browser, owner: Browser, page: str) -> None:
    assert member.get(f"/sites/fleurs.fr/{page}").status_code == 200
    assert member.get(f"/sites/pains.fr/{page}").status_code == 404
    assert member.get(f"/sites/nowhere.fr/{page}").status_code == 404
    assert owner.get(f"/sites/pains.fr/{page}").status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/login", "/sites/", "/nowhere", "/healthz", "/sites/fleurs.fr/stand-in.json", "/account/password", "/logout"],
)
@pytest.mark.parametrize("logged_in", [True, False])
def test_every_answer_has_the_headers(owner: Browser, app: Flask, address: str, logged_in: bool) -> None:
    answer = (owner if logged_in else Browser(app.test_client())).get(address)
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize("address", ["/login", "/sites/", "/sites/fleurs.fr/stand-in.csv", "/account/password"])
def test_no_cache_keeps_what_is_behind_the_log_in(owner: Browser, address: str) -> None:
    assert owner.get(address).headers["Cache-Control"] == "no-store"


def test_open_addresses_keep_their_own_caching(owner: Browser) -> None:
    assert "no-store" not in owner.get("/healthz").headers.get("Cache-Control", "")


def test_a_page_may_set_a_policy_of_its_own(app: Flask, request: pytest.FixtureRequest) -> None:
    app.add_url_rule("/own", "own", lambda: ("", 200, {"Content-Security-Policy": "default-src 'self'"}))
    owner: Browser = request.getfixturevalue("owner")
    assert owner.get("/own").headers["Content-Security-Policy"] == "default-src 'self'"


def test_no_page_has_code_or_style_within(owner: Browser) -> None:
    for address in ("/sites/", "/new-site", "/sites/fleurs.fr/install", "/account/password"):
        page = owner.get(address).text
        assert not re.search(r"<script(?! defer src=./assets/page.js.></script>)|<style|\sstyle=|\son[a-z]+=", page), (
            address
        )


def test_without_tls_the_cookie_is_plain(owner: Browser) -> None:
    cookie = owner.client.get_cookie("leadpump_sign_in")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site, cookie.secure, cookie.path) == (True, "Lax", False, "/")
    (language,) = owner.get("/language/fr").headers.getlist("Set-Cookie")
    assert language.startswith("leadpump_language=fr;")
    assert "Secure" not in language


def test_with_tls_the_cookies_are_bound_to_the_host(owner: Browser, records: Records) -> None:  # noqa: ARG001
    app = build_app(records, "https://stats.exemple.fr/")
    browser = Browser(app.test_client(), origin="https://localhost")
    answer = browser.log_in("owner", PASSWORD)
    cookies = {line.partition("=")[0]: line for line in answer.headers.getlist("Set-Cookie")}
    assert "__Host-leadpump_sign_in" in cookies
    for line in cookies.values():
        assert line.startswith("__Host-")
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(line.split("; "))
        assert "Domain" not in line
    (language,) = browser.get("/language/fr").headers.getlist("Set-Cookie")
    assert language.startswith("__Host-leadpump_language=fr;")
    assert {"Secure", "HttpOnly", "Path=/"} <= set(language.split("; "))
    assert "Domain" not in language
    page = browser.get("/sites/")
    assert page.status_code == 200
    assert '<html lang="fr">' in page.text
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    page = browser.get("/sites/fleurs.fr/install")
    assert "https://stats.exemple.fr/leadpump.js" in page.text


def test_a_database_that_fails_is_an_error_and_not_an_open_door(app: Flask, owner: Browser, records: Records) -> None:
    def fail(_token: str) -> None:
        raise OSError("disk")

    records.find_sign_in = fail  # type: ignore[method-assign,assignment]
    app.config["TESTING"] = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert owner.get("/sites/").status_code == 500


@pytest.mark.parametrize("address", ["/", "/sites/", "/sites/x/y?z=é&w=//a", "/a%5C"])
def test_an_address_of_this_site_is_inside(address: str) -> None:
    assert is_inside(address)


@pytest.mark.parametrize("address", ["", "//x", "/\\x", "/ /x", "/\t/x", "/\r\nSet-Cookie: a", "x", "http:/x", "/\x7f"])
def test_an_address_elsewhere_is_outside(address: str) -> None:
    assert not is_inside(address)


@pytest.mark.parametrize("address", ["//evil.example", "/%5Cevil.example", "/%09/evil.example", "https://evil.example"])
def test_changing_the_language_stays_on_this_site(browser: Browser, address: str) -> None:
    location = browser.get(f"/language/fr?next={address}").location
    assert is_inside(location)
