"""Members, the links by which they come in, and the log of what they do."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from leadpump.records import Records
from leadpump.records.member import OWNER
from reports.magnet import Magnet
from tests.pages.conftest import PASSWORD, Browser, choose_password

PAGE = "/sites/fleurs.fr/members"
LINK = re.compile(r"http://localhost(/invitation/[\w-]{43})")


def invite(owner: Browser, login: str = "paul@fleurs.fr", role: str = "editor") -> str:
    owner.get(PAGE)
    answer = owner.submit(PAGE, login=login, role=role)
    assert answer.status_code == 200
    return str(LINK.findall(answer.text)[0])


def newcomer(app: Flask) -> Browser:
    return Browser(app.test_client())


def role_of(records: Records, login: str, site: str = "fleurs.fr") -> str | None:
    (account,) = [account for account in records.list_accounts() if account.login == login]
    return records.role_of(account, site)


def test_somebody_invited_chooses_a_password_and_sees_that_site_alone(
    owner: Browser, app: Flask, records: Records
) -> None:
    link = invite(owner)
    assert "paul@fleurs.fr" in owner.get(PAGE).text
    assert link not in owner.get(PAGE).text
    paul = newcomer(app)
    page = paul.get(link)
    assert "Fleurs &amp; Co" in page.text
    assert (page.headers["Referrer-Policy"], page.headers["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")
    assert '<meta name="referrer" content="no-referrer">' in page.text
    assert "too short" in paul.submit(link, new="court", again="court").text
    assert "differ" in paul.submit(link, new=PASSWORD, again="autre").text
    answer = paul.submit(link, new=PASSWORD, again=PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/sites/fleurs.fr/")
    assert paul.get("/sites/fleurs.fr/install").status_code == 200
    assert paul.get("/sites/pains.fr/install").status_code == 404
    assert role_of(records, "paul@fleurs.fr") == "editor"
    assert records.people.invitations_to("fleurs.fr") == []
    assert newcomer(app).log_in("paul@fleurs.fr", PASSWORD).status_code == 303


def test_a_link_serves_once_and_only_the_newest_one(owner: Browser, app: Flask) -> None:
    first, second = invite(owner), invite(owner)
    assert newcomer(app).get(first).status_code == 410
    paul = newcomer(app)
    paul.get(second)
    assert paul.submit(second, new=PASSWORD, again=PASSWORD).status_code == 303
    late = newcomer(app)
    late.get("/login")
    for link in (first, second, "/invitation/made-up"):
        assert late.get(link).status_code == 410
        assert late.submit(link, new=PASSWORD, again=PASSWORD).status_code == 410
    # Who is logged in is not asked to log in.
    pages = [browser.get(first).text.partition("<main")[2] for browser in (late, paul)]
    assert [("Log in" in page, "All your sites" in page) for page in pages] == [(True, False), (False, True)]


def test_a_withdrawn_invitation_opens_nothing(owner: Browser, app: Flask, records: Records) -> None:
    link = invite(owner)
    number = records.people.invitations_to("fleurs.fr")[0].id
    owner.get(PAGE)
    assert owner.submit(f"/sites/pains.fr/members/invitations/{number}/remove").status_code == 404
    assert owner.submit(f"{PAGE}/invitations/{number}/remove").location == PAGE
    assert newcomer(app).get(link).status_code == 410
    assert owner.submit(f"{PAGE}/invitations/{number}/remove").status_code == 404


def test_who_has_an_account_joins_with_it_and_nobody_else_does(owner: Browser, app: Flask, records: Records) -> None:
    for login in ("paul", "eve"):
        choose_password(records, login, records.add_account(login))
    link = invite(owner, "Paul ", "viewer")
    stranger = newcomer(app)
    assert "log in with it to join" in stranger.get(link).text
    # A password sent to the page of an account that exists is not taken.
    assert stranger.submit(link, new="un autre mot de passe", again="un autre mot de passe").location.startswith(
        "/login"
    )
    eve, paul = newcomer(app), newcomer(app)
    eve.log_in("eve", PASSWORD)
    eve.get(link)
    assert eve.submit(link).location.startswith("/login")
    assert eve.get("/sites/fleurs.fr/install").status_code == 404
    paul.log_in("paul", PASSWORD)
    assert "Join as paul" in paul.get(link).text
    assert paul.submit(link).location == "/sites/fleurs.fr/"
    assert role_of(records, "paul") == "viewer"
    assert [deed.what for deed in records.people.deeds_of("fleurs.fr", 0, 9)[0]] == [
        "invitation.open_link",
        "members.invite",
    ]


@pytest.mark.parametrize("login", ["", "two words", "x" * 255, "\u202eevil"])
def test_what_cannot_be_a_login_is_not_invited(owner: Browser, records: Records, login: str) -> None:
    owner.get(PAGE)
    assert owner.submit(PAGE, login=login, role="viewer").status_code == 422
    assert owner.submit(PAGE, login="paul", role="king").status_code == 400
    assert records.people.invitations_to("fleurs.fr") == []


def test_an_owner_makes_a_link_for_a_forgotten_password(
    owner: Browser, member: Browser, app: Flask, records: Records
) -> None:
    owner.get(PAGE)
    link = LINK.findall(owner.submit(f"{PAGE}/reset", login="claire").text)[0]
    assert member.get("/sites/").status_code == 200
    claire = newcomer(app)
    claire.get(link)
    new = "cinq moutons en laine"
    assert claire.submit(link, new=new, again=new).location == "/sites/"
    assert claire.get("/sites/").status_code == 200
    assert member.get("/sites/").location.startswith("/login")
    assert newcomer(app).get(link).status_code == 410
    assert newcomer(app).log_in("claire", PASSWORD).status_code == 401
    assert newcomer(app).log_in("claire", new).status_code == 303
    assert owner.submit(f"{PAGE}/reset", login="nobody").status_code == 404
    assert role_of(records, "claire") == "viewer"


def test_the_owner_of_a_site_hands_out_no_password_that_opens_another(member: Browser, records: Records) -> None:
    records.add_member("claire", "fleurs.fr", OWNER)
    choose_password(records, "paul", records.add_account("paul", sites=["fleurs.fr"]))
    member.get(PAGE)
    assert LINK.search(member.submit(f"{PAGE}/reset", login="paul").text)
    records.add_member("paul", "pains.fr")
    assert member.submit(f"{PAGE}/reset", login="paul").status_code == 403
    assert member.submit(f"{PAGE}/reset", login="owner").status_code == 403
    assert "New password for paul" not in member.get(PAGE).text


def test_a_password_link_made_before_another_site_was_open_dies_with_it(
    member: Browser, owner: Browser, records: Records, app: Flask
) -> None:
    records.add_member("claire", "fleurs.fr", OWNER)
    choose_password(records, "paul", records.add_account("paul", sites=["fleurs.fr"]))
    member.get(PAGE)
    reset = LINK.findall(member.submit(f"{PAGE}/reset", login="paul").text)[0]
    owner.get("/sites/pains.fr/members")
    joining = LINK.findall(owner.submit("/sites/pains.fr/members", login="paul", role="viewer").text)[0]
    paul = newcomer(app)
    paul.log_in("paul", PASSWORD)
    paul.get(joining)
    assert paul.submit(joining).location == "/sites/pains.fr/"
    assert newcomer(app).get(reset).status_code == 410


def test_roles_are_given_and_members_removed(owner: Browser, member: Browser, records: Records) -> None:
    owner.get(PAGE)
    owner.submit(f"{PAGE}/role", login="claire", role="editor")
    assert role_of(records, "claire") == "editor"
    assert owner.submit(f"{PAGE}/role", login="claire", role="king").status_code == 400
    assert owner.submit(f"{PAGE}/role", login="nobody", role="editor").status_code == 404
    owner.submit(f"{PAGE}/remove", login="claire")
    assert member.get("/sites/fleurs.fr/install").status_code == 404
    assert owner.submit(f"{PAGE}/remove", login="claire").status_code == 404
    owner.submit(f"{PAGE}/remove", login="owner")
    assert "runs the server" in owner.get(PAGE).text


def test_who_is_no_owner_any_more_may_still_know_keys(owner: Browser, member: Browser, records: Records) -> None:
    records.add_member("claire", "fleurs.fr", OWNER)
    member.get("/sites/fleurs.fr/keys")
    member.submit("/sites/fleurs.fr/keys", label="CRM", scope="write")
    owner.get(PAGE)
    owner.submit(f"{PAGE}/role", login="claire", role=OWNER)
    assert "claire made" not in owner.get(PAGE).text
    owner.submit(f"{PAGE}/role", login="claire", role="editor")
    assert "claire made 1 key here, which goes on working" in owner.get(PAGE).text


def test_a_site_keeps_its_last_owner(member: Browser, records: Records) -> None:
    records.add_member("claire", "fleurs.fr", OWNER)
    member.get(PAGE)
    for address, fields in ((f"{PAGE}/role", {"role": "viewer"}), (f"{PAGE}/remove", {})):
        member.submit(address, login="claire", **fields)
        assert "keeps at least one owner" in member.get(PAGE).text
        assert role_of(records, "claire") == OWNER
    assert records.people.deeds_of("fleurs.fr", 0, 9) == ([], 0)
    records.add_account("paul", sites=["fleurs.fr"], role=OWNER)
    assert member.submit(f"{PAGE}/remove", login="claire").location == "/sites/"
    assert role_of(records, "claire") is None


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_only_owners_see_and_change_members_and_the_log(member: Browser, records: Records, role: str) -> None:
    records.add_member("claire", "fleurs.fr", role)
    page = member.get("/sites/fleurs.fr/install").text
    assert PAGE not in page
    assert "/sites/fleurs.fr/log" not in page
    for address in (PAGE, "/sites/fleurs.fr/log", "/log"):
        assert member.get(address).status_code == 403
    member.get("/account")
    for address in (PAGE, f"{PAGE}/role", f"{PAGE}/remove", f"{PAGE}/reset", f"{PAGE}/invitations/1/remove"):
        assert member.submit(address, login="claire", role="owner").status_code == 403
    assert role_of(records, "claire") == role


def test_one_sees_where_one_is_logged_in_and_ends_it(owner: Browser, app: Flask) -> None:
    elsewhere, third = newcomer(app), newcomer(app)
    elsewhere.client.environ_base["HTTP_USER_AGENT"] = (
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    )
    for other in (elsewhere, third):
        other.log_in("owner", PASSWORD)
    page = owner.get("/account").text
    assert "Firefox, Linux" in page
    assert page.count("this browser") == 1
    marks = re.findall(r"/account/sign-ins/([0-9a-f]{16})/end", page)
    assert len(marks) == 3  # these two, and the one in which the password was chosen
    owner.submit(f"/account/sign-ins/{marks[0]}/end")
    assert marks[0] not in owner.get("/account").text
    assert owner.submit(f"/account/sign-ins/{marks[0]}/end").status_code == 404
    assert owner.submit("/account/sign-ins/%25/end").status_code == 404
    owner.submit("/account/sign-ins/end-others")
    assert [other.get("/sites/").status_code for other in (owner, elsewhere, third)] == [200, 303, 303]


def test_nobody_ends_the_sign_in_of_somebody_else(owner: Browser, member: Browser, records: Records) -> None:
    account = next(account for account in records.list_accounts() if account.login == "owner")
    mark = records.sign_ins_of(account)[0].mark
    member.get("/account")
    assert member.submit(f"/account/sign-ins/{mark}/end").status_code == 404
    assert owner.get("/sites/").status_code == 200


def test_the_log_tells_who_did_what_to_the_sites_owners(owner: Browser, member: Browser, records: Records) -> None:
    records.add_member("claire", "fleurs.fr", "editor")
    member.get("/sites/fleurs.fr/install")
    member.submit("/sites/fleurs.fr/mode", mode="exempt")
    member.submit("/sites/fleurs.fr/mode", mode="nonsense")
    member.submit("/sites/fleurs.fr/segments", name="<b>Phones</b>", filter="device:is:mobile")
    for _ in range(3):
        member.get("/sites/fleurs.fr/data_quality.csv")
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", owner.get("/sites/fleurs.fr/log").text))
    said = (
        "claire Exported a report as CSV Data quality",
        "claire Saved a segment",
        "claire Changed how much of a visit is kept",
    )
    places = [page.index(line) for line in said]
    assert places == sorted(places)
    assert all(page.count(line) == 1 for line in said)
    assert "Exported" not in owner.get("/sites/pains.fr/log").text
    owner.get(PAGE)
    owner.submit(PAGE, login="paul", role="editor")
    assert "paul, Editor" in owner.get("/sites/fleurs.fr/log").text
    assert "claire" in owner.get("/log").text
    records.people.note("command leadpump", "fleurs.fr", "user.add", "paul")
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", owner.get("/log").text))
    assert "Command line" in page
    # Both sites have the same time zone, so it is the one of what was done at either.
    assert "Times are in the time zone Europe/Paris." in page


def test_the_log_speaks_of_what_was_done_in_words(owner: Browser, records: Records) -> None:
    records.add_magnet("fleurs.fr", Magnet("guide", "Le guide des fleurs", "guide", "/guide", "form"))
    for what, about, said in (
        ("webhooks.open_", "generic", "Anything else"),
        ("demo", "2026-09-01 – 2026-11-29", "1 Sept – 29 Nov 2026"),
        ("email_import.undo", "1788350400000", "2 Sept 2026, 14:00"),
        ("magnets.change", "guide", "Le guide des fleurs"),
        ("export", "content, loyalty", "Pages, Loyalty"),
        ("webhooks.close", "<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"),
        ("email_import.undo", "9" * 40, "9" * 40),
    ):
        records.people.note("command leadpump", "fleurs.fr", what, about)
        page = owner.get("/sites/fleurs.fr/log").text
        assert f'<span class="quiet">{said}</span>' in page, what


def test_the_log_has_pages(owner: Browser, records: Records) -> None:
    for number in range(51):
        records.people.note("owner", "fleurs.fr", "costs.add", f"cost number {number}")
    first = owner.get("/sites/fleurs.fr/log").text
    assert "cost number 50" in first
    assert "cost number 0<" not in first
    assert "cost number 0<" in owner.get("/sites/fleurs.fr/log?page=2").text
    assert owner.get("/sites/fleurs.fr/log?page=%C2%B2").status_code == 200
