"""The list of sites, a new site, and the tag to paste."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urlencode

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


@pytest.mark.parametrize("command", ["leadpump", ".venv/bin/leadpump"])
def test_commands_are_shown_as_this_installation_calls_them(records: Records, command: str) -> None:
    page = Browser(build_app(records, command=command).test_client()).get("/login").text
    assert f"<pre>{command} user password LOGIN</pre>" in page


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
    assert 'data-site="fleurs.fr"&gt;' in owner.get("/sites/fleurs.fr/install").text
    answer = owner.submit("/sites/fleurs.fr/mode", mode="exempt")
    assert answer.location == "/sites/fleurs.fr/privacy#mode"
    assert 'data-site="fleurs.fr" data-mode="exempt"&gt;' in owner.get("/sites/fleurs.fr/install").text
    known = {site["name"]: site for site in json.loads((data / "sites.json").read_bytes())}
    assert (known["fleurs.fr"]["mode"], known["pains.fr"]["mode"]) == ("exempt", "tag")
    assert owner.submit("/sites/fleurs.fr/mode", mode="lenient").status_code == 400


def test_the_days_of_one_lead_are_chosen(owner: Browser, data: Path) -> None:
    assert 'name="days" value="90"' in owner.get("/sites/fleurs.fr/settings").text
    answer = owner.submit("/sites/fleurs.fr/merge-days", days=" 30 ")
    assert answer.location == "/sites/fleurs.fr/settings#merge-days"
    known = {site["name"]: site for site in json.loads((data / "sites.json").read_bytes())}
    assert (known["fleurs.fr"]["merge_days"], known["pains.fr"]["merge_days"]) == (30, 90)
    for wrong in ("", "-1", "3651", "x"):
        refused = owner.submit("/sites/fleurs.fr/merge-days", days=wrong)
        assert refused.status_code == 422
        assert "from 0 to 3650" in refused.text
        assert f'name="days" value="{wrong}"' in refused.text
    assert 'name="days" value="30"' in owner.get("/sites/fleurs.fr/settings").text


def test_who_only_reads_sees_the_days_and_does_not_change_them(member: Browser) -> None:
    page = member.get("/sites/fleurs.fr/settings").text
    assert "90 days" in page
    assert 'name="days"' not in page
    assert member.submit("/sites/fleurs.fr/merge-days", days="3").status_code == 403
    assert member.submit("/sites/pains.fr/merge-days", days="3").status_code == 404


def test_the_line_is_written_as_it_is_wanted(owner: Browser) -> None:
    wanted = "/sites/fleurs.fr/install?build=leadpump.js&mode=consent&routes=hash&routes=replaceState&routes=nonsense"
    line, pinned = (part.split("</pre>")[0] for part in owner.get(wanted).text.split("<pre")[1:3])
    said = 'data-site="fleurs.fr" data-mode="consent" data-routes="hash replaceState"'
    assert f'src="http://localhost/leadpump.js" {said}&gt;' in line
    assert said in pinned
    page = owner.get("/sites/fleurs.fr/install?build=leadpump-reading.js&mode=consent&routes=hash").text
    line, pinned = (part.split("</pre>")[0] for part in page.split("<pre")[1:3])
    # The smaller builds know neither.
    assert 'src="http://localhost/leadpump-reading.js" data-site="fleurs.fr"&gt;' in line
    script = built_scripts()["leadpump-reading.js"]
    assert script.address in pinned
    assert script.integrity in pinned
    said = urlencode({"build": HOSTILE, "mode": HOSTILE, "routes": HOSTILE})
    hostile = owner.get(f"/sites/fleurs.fr/install?{said}")
    assert 'src="http://localhost/leadpump.js" data-site="fleurs.fr"&gt;' in hostile.text
    assert "alert(1)" not in hostile.text


def test_an_owner_changes_what_the_reports_go_by(owner: Browser, data: Path) -> None:
    page = owner.get("/sites/fleurs.fr/settings").text
    assert 'value="Fleurs &amp; Co"' in page
    changed = {"title": HOSTILE, "timezone": "Indian/Reunion", "currency": "CHF", "hosts": "fleurs.fr\nroses.fr"}
    answer = owner.submit("/sites/fleurs.fr/settings", **changed)
    assert answer.location == "/sites/fleurs.fr/settings"
    page = owner.get("/sites/fleurs.fr/settings").text
    assert '<option value="Indian/Reunion" selected>' in page
    assert '<option value="CHF" selected>' in page
    assert "<img src=x" not in page
    known = {site["name"]: site for site in json.loads((data / "sites.json").read_bytes())}
    assert known["fleurs.fr"]["hosts"] == ["fleurs.fr", "roses.fr"]
    refused = owner.submit("/sites/fleurs.fr/settings", **changed | {"currency": "BTC", "hosts": ""})
    assert refused.status_code == 422
    assert "currency from the list" in refused.text
    # The name cannot be changed with the rest.
    owner.submit("/sites/fleurs.fr/settings", **changed | {"name": "pains.fr", "title": "Autres"})
    assert "Autres" in owner.get("/sites/fleurs.fr/settings").text
    assert "Autres" not in owner.get("/sites/pains.fr/settings").text


def test_others_read_what_the_reports_go_by(member: Browser) -> None:
    page = member.get("/sites/fleurs.fr/settings").text
    assert "An owner of the site changes them." in page
    assert "<code>fleurs.fr</code>" in page
    assert member.submit("/sites/fleurs.fr/settings", title="x", timezone="UTC", currency="EUR").status_code == 403
