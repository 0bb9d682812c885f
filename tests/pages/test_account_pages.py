"""Logging in and out and changing the password, in a browser."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from leadpump.records import Records
from tests.pages.conftest import PASSWORD, Browser


def first_password(records: Records) -> str:
    password = records.create_owner()
    assert password is not None
    return password


def test_the_first_log_in_leads_to_a_new_password_and_then_to_the_sites(records: Records, browser: Browser) -> None:
    one_time = first_password(records)
    assert browser.log_in("owner", one_time).location == "/sites/"
    assert browser.get("/sites/").location == "/account/password"
    assert "one-time password" in browser.get("/account/password").text
    changed = browser.submit("/account/password", new=PASSWORD, again=PASSWORD)
    assert (changed.status_code, changed.location) == (303, "/sites/")
    page = browser.get("/sites/")
    assert page.status_code == 200
    assert "Your password is changed" in page.text


@pytest.mark.parametrize("address", ["/new-site", "/sites/fleurs.fr/install", "/sites/fleurs.fr/stand-in", "/"])
def test_nothing_opens_before_the_one_time_password_is_changed(
    records: Records, browser: Browser, address: str
) -> None:
    browser.log_in("owner", first_password(records))
    assert browser.get(address).location == "/account/password"


def test_data_is_refused_before_the_one_time_password_is_changed(records: Records, browser: Browser) -> None:
    browser.log_in("owner", first_password(records))
    answer = browser.get("/sites/fleurs.fr/stand-in.json")
    assert (answer.status_code, answer.json["reason"]) == (401, "password_change_required")  # type: ignore[index]


def test_one_may_log_out_before_changing_the_password(records: Records, browser: Browser) -> None:
    browser.log_in("owner", first_password(records))
    browser.get("/account/password")
    assert browser.submit("/logout").location == "/login"


def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(records: Records, browser: Browser) -> None:
    first_password(records)
    known = browser.log_in("owner", "wrong")
    unknown = browser.log_in("nobody", "wrong")
    assert known.status_code == unknown.status_code == 401
    assert browser.cookie() is None
    without_tokens = [re.sub(r'value="[^"]*"', "", answer.text) for answer in (known, unknown)]
    assert without_tokens[0] == without_tokens[1]
    assert "Check both and try again" in known.text


def test_after_five_failures_the_page_says_how_long_to_wait(records: Records, browser: Browser) -> None:
    password = first_password(records)
    for _ in range(5):
        browser.log_in("owner", "wrong")
    answer = browser.log_in("owner", password)
    assert answer.status_code == 429
    assert 800 < int(answer.headers["Retry-After"]) <= 900
    assert "Wait 15 minutes" in answer.text
    assert browser.cookie() is None


def test_another_port_of_the_address_gains_no_attempts(records: Records, browser: Browser) -> None:
    """Some proxies write the port into X-Forwarded-For, which differs for each connection."""
    first_password(records)
    answers = []
    for port in range(50_000, 50_006):
        browser.client.environ_base["REMOTE_ADDR"] = f"203.0.113.9:{port}"
        answers.append(browser.log_in("owner", "wrong").status_code)
    assert answers == [401, 401, 401, 401, 401, 429]


def test_logging_out_ends_the_sign_in_itself(owner: Browser, app: Flask) -> None:
    old = owner.cookie()
    assert old is not None
    owner.get("/sites/")
    owner.submit("/logout")
    assert owner.cookie() is None
    thief = Browser(app.test_client())
    thief.client.set_cookie("leadpump_sign_in", old)
    assert thief.get("/sites/").location == "/login?next=/sites/"


def test_logging_in_takes_a_new_token_and_ends_the_old_one(owner: Browser, records: Records) -> None:
    old = owner.cookie()
    assert old is not None
    owner.get("/account/password")
    owner.submit("/login", login="owner", password=PASSWORD)
    new = owner.cookie()
    assert new is not None
    assert new != old
    assert records.find_sign_in(old) is None


def test_a_token_that_was_planted_is_not_taken_over(owner: Browser, app: Flask) -> None:
    victim = Browser(app.test_client())
    victim.client.set_cookie("leadpump_sign_in", "planted-by-somebody")
    victim.log_in("owner", PASSWORD)
    assert victim.cookie() not in (None, "planted-by-somebody", owner.cookie())


def test_a_form_token_from_before_the_log_in_is_worth_nothing_after_it(owner: Browser) -> None:
    owner.get("/account/password")
    stale = owner.form_token
    owner.submit("/login", login="owner", password=PASSWORD)
    owner.form_token = stale
    assert owner.submit("/logout").status_code == 400


def test_changing_the_password_ends_the_other_browsers(owner: Browser, app: Flask) -> None:
    other = Browser(app.test_client())
    other.log_in("owner", PASSWORD)
    assert other.get("/sites/").status_code == 200
    owner.get("/account/password")
    new = "cinq girafes repassées"
    assert owner.submit("/account/password", current=PASSWORD, new=new, again=new).status_code == 303
    assert owner.get("/sites/").status_code == 200
    assert other.get("/sites/").status_code == 303


@pytest.mark.parametrize(
    ("current", "new", "again", "said"),
    [
        ("wrong", "cinq girafes repassées", "cinq girafes repassées", "not your current password"),
        (PASSWORD, "cinq girafes repassées", "six girafes", "Type both again"),
        (PASSWORD, "court", "court", "at least 12 characters"),
        (PASSWORD, "x" * 129, "x" * 129, "at most 128 characters"),
        (PASSWORD, "azertyuiop2026", "azertyuiop2026", "first that attackers try"),
        (PASSWORD, PASSWORD, PASSWORD, "you have already"),
    ],
)
def test_a_password_that_is_refused_says_why(owner: Browser, current: str, new: str, again: str, said: str) -> None:
    owner.get("/account/password")
    answer = owner.submit("/account/password", current=current, new=new, again=again)
    assert answer.status_code == 422
    assert said in answer.text
    assert new not in answer.text


@pytest.mark.parametrize("address", ["/login", "/logout", "/account/password", "/new-site"])
def test_a_form_without_its_token_is_refused(owner: Browser, address: str) -> None:
    owner.get("/sites/")
    owner.form_token = "forged"
    assert owner.submit(address, login="owner", password=PASSWORD, name="x.fr").status_code == 400


def test_the_page_that_was_asked_for_comes_after_the_log_in(owner: Browser, app: Flask) -> None:
    visitor = Browser(app.test_client())
    asked = visitor.get("/sites/fleurs.fr/stand-in?from=2026-11-01&to=2026-11-21")
    assert asked.location == "/login?next=/sites/fleurs.fr/stand-in?from%3D2026-11-01%26to%3D2026-11-21"
    form = visitor.get(asked.location)
    assert 'name="next" value="/sites/fleurs.fr/stand-in?from=2026-11-01&amp;to=2026-11-21"' in form.text
    after = visitor.log_in("owner", PASSWORD, next="/sites/fleurs.fr/stand-in?from=2026-11-01&to=2026-11-21")
    assert after.location == "/sites/fleurs.fr/stand-in?from=2026-11-01&to=2026-11-21"
    assert owner.get("/login?next=/new-site").location == "/new-site"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/x" * 2000,
        "",
    ],
)
def test_an_address_elsewhere_is_not_followed(owner: Browser, address: str) -> None:
    assert owner.get("/login").location == "/sites/"
    owner.get("/account/password")
    answer = owner.submit("/login", login="owner", password=PASSWORD, next=address)
    assert answer.location == "/sites/"


def test_a_hostile_login_is_shown_as_text(records: Records, browser: Browser) -> None:
    first_password(records)
    answer = browser.log_in('"><script>alert(1)</script>', "wrong", next='"><script>alert(2)</script>')
    assert "<script>" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


def test_password_fields_tell_password_managers_what_they_are(records: Records, browser: Browser) -> None:
    def fields() -> list[int]:
        page = browser.get("/account/password").text
        return [page.count(f'autocomplete="{kind}"') for kind in ("username", "current-password", "new-password")]

    browser.log_in("owner", first_password(records))
    assert fields() == [1, 0, 2]
    browser.submit("/account/password", new=PASSWORD, again=PASSWORD)
    assert fields() == [1, 1, 2]


def test_a_one_time_password_is_not_asked_for_again(records: Records, browser: Browser) -> None:
    one_time = first_password(records)
    browser.log_in("owner", one_time)
    assert 'name="current"' not in browser.get("/account/password").text
    wrong = browser.submit("/account/password", new=PASSWORD, again="six girafes")
    assert (wrong.status_code, 'name="current"' in wrong.text) == (422, False)
    kept = browser.submit("/account/password", new=one_time, again=one_time)
    assert (kept.status_code, "you have already" in kept.text) == (422, True)
    short = browser.submit("/account/password", new="court", again="court")
    assert (short.status_code, "at least 12 characters" in short.text) == (422, True)
    assert browser.submit("/account/password", new=PASSWORD, again=PASSWORD).status_code == 303
    browser.get("/account/password")
    again = browser.submit("/account/password", new="cinq girafes repassées", again="cinq girafes repassées")
    assert (again.status_code, "not your current password" in again.text) == (422, True)


def test_the_language_of_the_log_in_is_remembered(owner: Browser, records: Records) -> None:
    assert owner.cookie() is not None
    assert [account.language for account in records.list_accounts()] == ["en"]


def test_the_pages_speak_french(app: Flask) -> None:
    page = app.test_client().get("/login", headers={"Accept-Language": "fr"}).text
    assert "<h1>Connexion</h1>" in page
    assert ">Se connecter</button>" in page
    assert "Mot de passe" in page
