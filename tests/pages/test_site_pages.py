"""The list of sites, a new site, and the tag to paste."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from leadpump.pages.tag import built_scripts
from leadpump.records import Records
from leadpump.records.new_site import NewSite
from tests.pages.conftest import PASSWORD, Browser, build_app, choose_password

HOSTILE = '"><img src=x onerror=alert(1)>{{ 7*7 }}</pre><script>alert(1)</script>'


def test_the_list_leads_to_each_board_and_tag(owner: Browser) -> None:
    page = owner.get("/sites/").text
    assert '<a href="/sites/fleurs.fr/">Fleurs &amp; Co</a>' in page
    assert "/sites/pains.fr/install" in page


def test_a_member_sees_their_sites_only(member: Browser) -> None:
    page = member.get("/sites/").text
    assert "fleurs.fr" in page
    assert "pains.fr" not in page
    assert "Add a site" not in page


def test_only_the_owner_adds_sites(member: Browser) -> None:
    assert member.get("/new-site").status_code == 403
    member.get("/account/password")
    assert member.submit("/new-site", name="x.fr", timezone="UTC", currency="EUR").status_code == 403


def test_a_new_site_leads_to_its_tag_and_is_known_to_the_collector(owner: Browser, data: Path) -> None:
    owner.get("/new-site")
    answer = owner.submit(
        "/new-site",
        name="https://www.Toitures-Loire.fr/",
        title="Toitures de Loire",
        timezone="Europe/Paris",
        currency="EUR",
        hosts="toitures-loire.fr\r\nboutique.fr, www.autre.fr",
    )
    assert answer.location == "/sites/toitures-loire.fr/install"
    assert "Toitures de Loire" in owner.get(answer.location).text
    known = {site["name"]: site for site in json.loads((data / "sites.json").read_bytes())}
    assert known["toitures-loire.fr"]["hosts"] == ["toitures-loire.fr", "boutique.fr", "autre.fr"]


def test_paris_and_the_euro_are_chosen_beforehand(owner: Browser) -> None:
    page = owner.get("/new-site").text
    assert '<option value="Europe/Paris" selected>' in page
    assert '<option value="EUR" selected>EUR – Euro</option>' in page
    assert page.count(" selected>") == 2


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "two words"}, "small letters without accents"),
        ({"name": "fleurs.fr"}, "has this name already"),
        ({"title": "x" * 201}, "at most 200 characters"),
        ({"timezone": "Mars/Olympus"}, "time zone from the list"),
        ({"currency": "BTC"}, "currency from the list"),
        ({"hosts": "a b<c"}, "is not a domain"),
        ({"hosts": " ".join(f"h{n}.fr" for n in range(51))}, "50 domains"),
    ],
)
def test_a_field_that_is_refused_says_what_to_do(owner: Browser, fields: dict[str, str], said: str) -> None:
    owner.get("/new-site")
    good = {"name": "x.fr", "title": "Mon titre", "timezone": "UTC", "currency": "CHF", "hosts": "x.fr"}
    answer = owner.submit("/new-site", **{**good, **fields})
    assert answer.status_code == 422
    assert said in answer.text
    assert answer.text.count('aria-invalid="true"') == 1


def test_a_bad_domain_is_said_once(owner: Browser) -> None:
    owner.get("/new-site")
    page = owner.submit("/new-site", name="mon site", timezone="UTC", currency="EUR", hosts="").text
    assert page.count('class="field-error"') == 1
    assert "is not a domain" not in page


def test_what_was_typed_is_still_there_after_a_refusal(owner: Browser) -> None:
    owner.get("/new-site")
    page = owner.submit(
        "/new-site", name="a b", title=HOSTILE, timezone="Indian/Reunion", currency="CHF", hosts=HOSTILE
    ).text
    assert '<option value="Indian/Reunion" selected>' in page
    assert '<option value="CHF" selected>' in page
    assert "<img" not in page.partition("<main")[2]
    assert "<script>" not in page
    assert "{{ 7*7 }}" in page


def test_the_tag_is_ready_to_paste(owner: Browser) -> None:
    page = owner.get("/sites/fleurs.fr/install").text
    assert '&lt;script defer src="http://localhost/leadpump.js" data-site="fleurs.fr"&gt;&lt;/script&gt;' in page
    script = built_scripts()["leadpump.js"]
    assert f'src="http://localhost/{script.address}" data-site="fleurs.fr"' in page
    assert f'integrity="{script.integrity}"' in page
    assert "data-leadpump-magnet=" in page
    assert "curl -i http://localhost/api/event" in page
    body = re.search(r"-d '([^']+)'", page)
    assert body is not None
    assert json.loads(body[1]) == {"site": "fleurs.fr", "name": "pageview", "url": "https://fleurs.fr/"}


def test_commands_are_shown_as_this_installation_calls_them(owner: Browser, records: Records) -> None:
    assert (
        '<pre tabindex="0">leadpump site hosts fleurs.fr fleurs.fr</pre>' in owner.get("/sites/fleurs.fr/install").text
    )
    elsewhere = Browser(build_app(records, command=".venv/bin/leadpump").test_client())
    assert "<pre>.venv/bin/leadpump user password LOGIN</pre>" in elsewhere.get("/login").text
    elsewhere.log_in("owner", PASSWORD)
    page = elsewhere.get("/sites/fleurs.fr/install").text
    assert ">.venv/bin/leadpump site hosts fleurs.fr fleurs.fr</pre>" in page


@pytest.mark.parametrize("address", ["/sites/", "/sites/hostile.fr/install"])
def test_a_hostile_title_is_shown_as_text(owner: Browser, records: Records, address: str) -> None:
    records.add_site(NewSite("hostile.fr", HOSTILE, "Europe/Paris", "EUR", ("hostile.fr",)))
    page = owner.get(address).text
    assert "<img src=x" not in page
    assert "<script>" not in page
    assert "{{ 7*7 }}" in page


def test_an_owner_without_sites_is_told_what_to_do(records: Records, browser: Browser) -> None:
    one_time = records.create_owner()
    assert one_time is not None
    choose_password(records, "owner", one_time)
    browser.log_in("owner", PASSWORD)
    assert "No site yet" in browser.get("/sites/").text
    choose_password(records, "claire", records.add_account("claire"))
    browser.get("/account/password")
    browser.submit("/logout")
    browser.log_in("claire", PASSWORD)
    assert "No site is open to you yet" in browser.get("/sites/").text


def test_the_mode_is_chosen_and_the_tag_says_it(owner: Browser, data: Path) -> None:
    assert "data-mode" not in owner.get("/sites/fleurs.fr/install").text.split("<pre")[1]
    answer = owner.submit("/sites/fleurs.fr/mode", mode="exempt")
    assert answer.location == "/sites/fleurs.fr/install#mode"
    page = owner.get("/sites/fleurs.fr/install").text
    assert 'data-site="fleurs.fr" data-mode="exempt"&gt;' in page
    assert 'value="exempt" checked' in page
    known = {site["name"]: site for site in json.loads((data / "sites.json").read_bytes())}
    assert (known["fleurs.fr"]["mode"], known["pains.fr"]["mode"]) == ("exempt", "tag")
    assert owner.submit("/sites/fleurs.fr/mode", mode="lenient").status_code == 400


def test_who_only_reads_sees_the_mode_and_does_not_change_it(member: Browser) -> None:
    page = member.get("/sites/fleurs.fr/install").text
    assert "As the tag says" in page
    assert 'name="mode"' not in page
    assert member.submit("/sites/fleurs.fr/mode", mode="exempt").status_code == 403


def test_the_days_of_one_lead_are_chosen(owner: Browser, data: Path) -> None:
    assert 'name="days" value="90"' in owner.get("/sites/fleurs.fr/install").text
    answer = owner.submit("/sites/fleurs.fr/merge-days", days=" 30 ")
    assert answer.location == "/sites/fleurs.fr/install#merge-days"
    known = {site["name"]: site for site in json.loads((data / "sites.json").read_bytes())}
    assert (known["fleurs.fr"]["merge_days"], known["pains.fr"]["merge_days"]) == (30, 90)
    for wrong in ("", "-1", "3651", "x"):
        refused = owner.submit("/sites/fleurs.fr/merge-days", days=wrong)
        assert refused.status_code == 422
        assert "from 0 to 3650" in refused.text
        assert f'name="days" value="{wrong}"' in refused.text
    assert 'name="days" value="30"' in owner.get("/sites/fleurs.fr/install").text


def test_who_only_reads_sees_the_days_and_does_not_change_them(member: Browser) -> None:
    page = member.get("/sites/fleurs.fr/install").text
    assert "90 days" in page
    assert 'name="days"' not in page
    assert member.submit("/sites/fleurs.fr/merge-days", days="3").status_code == 403
    assert member.submit("/sites/pains.fr/merge-days", days="3").status_code == 404
