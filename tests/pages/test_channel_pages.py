"""A site's channel rules, and the trial of an address, as a person fills them in."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest

from collector.channel import RULES
from collector.own_rule import Condition, OwnRule
from leadpump.records import Records
from tests.pages.conftest import Browser

PAGE = "/sites/fleurs.fr/channel-rules"
HOSTILE = '"><img src=x onerror=alert(1)>{{ 7*7 }}</td><script>alert(1)</script>'
QR = OwnRule("Affiches", (Condition("medium", "is", "qr"),))
FAIR = OwnRule("Salons", (Condition("source", "starts_with", "salon-"), Condition("campaign", "contains", "2026")))


@pytest.fixture
def editor(records: Records, member: Browser) -> Browser:
    """Claire, who may edit fleurs.fr."""
    records.add_member("claire", "fleurs.fr", "editor")
    return member


def rules(records: Records) -> list[OwnRule]:
    return [kept.rule for kept in records.channel_rules_of("fleurs.fr")]


def plain(page: str) -> str:
    """The page's words, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<main")[2]))


def trial(browser: Browser, address: str, referrer: str = "") -> str:
    return plain(browser.get(f"{PAGE}?{urlencode({'address': address, 'referrer': referrer})}").text)


def add(browser: Browser, **fields: str) -> int:
    browser.get(f"{PAGE}/new")
    return browser.submit(f"{PAGE}/new", **fields).status_code


def test_an_owner_without_rules_learns_what_they_are_for(owner: Browser) -> None:
    page = plain(owner.get(PAGE).text)
    assert "A poster with a QR code" in page
    assert "Add a rule" in page


def test_a_rule_is_added_and_stands_in_the_list(editor: Browser, records: Records) -> None:
    editor.get(f"{PAGE}/new")
    answer = editor.submit(
        f"{PAGE}/new",
        source="salon-",
        source_how="starts_with",
        campaign="2026",
        campaign_how="contains",
        medium="",
        medium_how="is",
        channel="Salons",
    )
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert rules(records) == [FAIR]
    page = plain(editor.get(PAGE).text)
    assert "The rule is added." in page
    assert "Source starts with salon- and Campaign contains 2026" in page


@pytest.mark.parametrize("typed", ["Paid search (SEA)", "paid SEARCH (sea)", "Paid Search"])
def test_a_channel_is_called_as_the_page_calls_it(editor: Browser, records: Records, typed: str) -> None:
    assert add(editor, medium="agence", medium_how="is", channel=typed) == 303
    assert rules(records)[0].channel == "Paid Search"
    editor.get(f"{PAGE}/{records.channel_rules_of('fleurs.fr')[0].id}")
    assert 'value="Paid search (SEA)"' in editor.get(f"{PAGE}/{records.channel_rules_of('fleurs.fr')[0].id}").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"medium": "qr", "medium_how": "is", "channel": " "}, "Say which channel"),
        ({"medium": "qr", "medium_how": "is", "channel": "x" * 61}, "at most 60 characters"),
        ({"medium": " ", "medium_how": "is", "channel": "X"}, "at least one condition"),
        ({"channel": "X"}, "at least one condition"),
        ({"medium": "qr", "medium_how": "like", "channel": "X"}, "cannot be kept"),
        ({"referrer": "a b", "referrer_how": "is", "channel": "X"}, "cannot be kept"),
    ],
)
def test_a_rule_that_is_refused_says_what_to_do_and_keeps_what_was_typed(
    editor: Browser, records: Records, fields: dict[str, str], said: str
) -> None:
    editor.get(f"{PAGE}/new")
    answer = editor.submit(f"{PAGE}/new", click_id="", **fields)
    assert answer.status_code == 422
    assert said in plain(answer.text)
    assert f'value="{fields["channel"]}"' in answer.text
    assert rules(records) == []


def test_a_rule_is_changed_moved_and_removed(editor: Browser, records: Records) -> None:
    for rule in (QR, FAIR):
        records.add_channel_rule("fleurs.fr", rule)
    first, second = (kept.id for kept in records.channel_rules_of("fleurs.fr"))
    page = editor.get(f"{PAGE}/{second}").text
    assert '<option value="starts_with" selected>' in page
    assert 'value="salon-"' in page
    editor.submit(f"{PAGE}/{second}/move", to="up")
    assert rules(records) == [FAIR, QR]
    editor.submit(f"{PAGE}/{second}/move", to="down")
    assert rules(records) == [QR, FAIR]
    assert editor.submit(f"{PAGE}/{second}/move", to="sideways").status_code == 400
    changed = editor.submit(f"{PAGE}/{first}", medium="flyer", medium_how="contains", channel="Affiches")
    assert changed.status_code == 303
    assert rules(records)[0].conditions == (Condition("medium", "contains", "flyer"),)
    assert editor.submit(f"{PAGE}/{first}/remove").status_code == 303
    assert rules(records) == [FAIR]


def test_what_is_gone_or_another_sites_is_not_found(owner: Browser, records: Records) -> None:
    records.add_channel_rule("fleurs.fr", QR)
    (kept,) = records.channel_rules_of("fleurs.fr")
    owner.get(f"{PAGE}/new")
    for address in (f"{PAGE}/{kept.id + 1}", f"/sites/pains.fr/channel-rules/{kept.id}"):
        assert owner.get(address).status_code == 404
        assert owner.submit(address, medium="x", medium_how="is", channel="X").status_code == 404
        assert owner.submit(f"{address}/remove").status_code == 404
        assert owner.submit(f"{address}/move", to="up").status_code == 404
    assert rules(records) == [QR]


def test_a_viewer_sees_and_tries_and_changes_nothing(member: Browser, records: Records) -> None:
    records.add_channel_rule("fleurs.fr", QR)
    (kept,) = records.channel_rules_of("fleurs.fr")
    page = member.get(PAGE).text
    assert "Medium is qr" in plain(page)
    assert "/move" not in page
    assert f"{PAGE}/{kept.id}" not in page
    assert "Add a rule" not in plain(page)
    assert "Your rule 1 decides" in trial(member, "https://fleurs.fr/?utm_medium=qr")
    member.get("/account/password")
    for address in (f"{PAGE}/new", f"{PAGE}/{kept.id}"):
        assert member.get(address).status_code == 403
        assert member.submit(address, medium="x", medium_how="is", channel="X").status_code == 403
    assert member.submit(f"{PAGE}/{kept.id}/remove").status_code == 403
    assert member.submit(f"{PAGE}/{kept.id}/move", to="up").status_code == 403
    assert rules(records) == [QR]


def test_the_rules_of_other_sites_are_not_there(member: Browser) -> None:
    assert member.get("/sites/pains.fr/channel-rules").status_code == 404
    assert member.get("/sites/pains.fr/channel-rules/new").status_code == 404


def test_nothing_changes_without_the_forms_token(editor: Browser, records: Records) -> None:
    records.add_channel_rule("fleurs.fr", QR)
    (kept,) = records.channel_rules_of("fleurs.fr")
    editor.form_token = "forged"
    for address in (f"{PAGE}/new", f"{PAGE}/{kept.id}", f"{PAGE}/{kept.id}/remove", f"{PAGE}/{kept.id}/move"):
        editor.form_token = "forged"
        assert editor.submit(address, medium="x", medium_how="is", channel="X", to="up").status_code == 400
    assert rules(records) == [QR]


@pytest.mark.parametrize(
    ("address", "referrer", "said"),
    [
        ("https://www.fleurs.fr/?utm_medium=qr", "", ["Channel Affiches", "Medium qr", "Your rule 1 decides."]),
        ("?utm_source=salon-lyon&utm_campaign=ete-2026", "", ["Channel Salons", "Your rule 2 decides."]),
        ("/prix?gclid=1", "", ["Channel Paid search (SEA)", "Source Google", "Leadpump’s rule 4 decides."]),
        ("fleurs.fr/prix", "www.google.fr", ["Channel Organic search (SEO)", RULES[17].says, "opens a touch"]),
        ("https://fleurs.fr/", "https://blog.fleurs.fr/x", ["Channel Direct", "opens no touch"]),
        ("https://fleurs.fr/", "android-app://com.google.android.gm/", ["Channel E-mail", "Source Gmail"]),
        ("ftp://fleurs.fr/", "", ["This is not the address of a page."]),
        ("https://[", "", ["This is not the address of a page."]),
    ],
)
def test_an_address_is_tried(owner: Browser, records: Records, address: str, referrer: str, said: list[str]) -> None:
    for rule in (QR, FAIR):
        records.add_channel_rule("fleurs.fr", rule)
    page = trial(owner, address, referrer)
    assert [part for part in said if part not in page] == []


def test_the_rule_that_decided_is_marked(owner: Browser, records: Records) -> None:
    records.add_channel_rule("fleurs.fr", QR)
    (kept,) = records.channel_rules_of("fleurs.fr")
    page = owner.get(f"{PAGE}?address=https://fleurs.fr/?utm_medium=qr").text
    assert f'class="rule rule-decides" id="rule-{kept.id}"' in page
    assert 'class="rule-decides"' not in page
    page = owner.get(f"{PAGE}?address=https://fleurs.fr/").text
    assert page.count('class="rule-decides"') == 1
    assert "rule rule-decides" not in page


def test_hostile_text_is_shown_as_text(owner: Browser, records: Records) -> None:
    hostile = HOSTILE[:60]
    records.add_channel_rule("fleurs.fr", OwnRule(hostile, (Condition("campaign", "is", HOSTILE),)))
    (kept,) = records.channel_rules_of("fleurs.fr")
    query = urlencode({"address": f"https://fleurs.fr/?utm_source={HOSTILE}", "referrer": HOSTILE})
    for address in (f"{PAGE}?{query}", f"{PAGE}/{kept.id}", f"{PAGE}?address={HOSTILE}"):
        page = owner.get(address).text.partition("<main")[2]
        assert "<img" not in page
        assert "<script>" not in page
        assert "49" not in page.replace("&#49", "")


def test_history_is_told_of_as_this_installation_calls_it(owner: Browser, records: Records) -> None:
    records.add_channel_rule("fleurs.fr", QR)
    assert "leadpump channels rederive --site fleurs.fr" in owner.get(PAGE).text


def test_the_page_is_in_the_navigation(editor: Browser) -> None:
    assert f'href="{PAGE}"' in editor.get("/sites/fleurs.fr/install").text
