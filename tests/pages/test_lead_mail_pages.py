"""Who is told of leads by e-mail: who may say so, what became of the latest, and the link that stops it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from leadpump.records import Records
from leadpump.records.receiver import State, Told
from tests.pages.conftest import Browser, choose_password
from tests.pages.test_webhook_pages import plain

SITE = "fleurs.fr"
PAGE = f"/sites/{SITE}/lead-mails"
MARIE = "marie@exemple.fr"
FACT = "7d9c2f0e-0000-4000-8000-000000000001"


@pytest.fixture
def added(owner: Browser) -> Browser:
    owner.get(PAGE)
    assert owner.submit(f"{PAGE}/add", address=MARIE, kind="lead", language="fr").status_code == 303
    return owner


def test_an_address_is_added_tested_changed_and_removed(records: Records, added: Browser) -> None:
    page = plain(added.get(PAGE).text)
    assert "1 address is told of leads." in page
    assert f"{MARIE} New lead, without contact details. Since" in page
    assert "nothing sent yet" in page
    assert "LEADPUMP_MAIL_SERVER" in page, "no mail server is set here"
    added.submit(f"{PAGE}/add", address=MARIE, kind="stage", contact="1", language="en")
    (receiver,) = records.receivers.of_site(SITE)
    said = (receiver.kinds, receiver.with_contact, receiver.language, receiver.made_by)
    assert said == (("stage",), True, "en", "owner")
    assert added.submit(f"{PAGE}/{receiver.number}/test").status_code == 303
    assert "on its way" in added.get(PAGE).text
    assert MARIE not in added.get(f"/sites/{SITE}/receivers").text, "tools have a page of their own"
    assert added.submit(f"{PAGE}/{receiver.number}/remove").status_code == 303
    assert records.receivers.of_site(SITE) == []
    assert added.submit(f"{PAGE}/{receiver.number}/remove").status_code == 404
    deeds, _ = records.people.deeds_of(None, 0, 9)
    told = [(deed.what, deed.about) for deed in deeds if deed.what.startswith("lead_mails.")]
    assert {("lead_mails.add", MARIE), ("lead_mails.remove", MARIE)} <= set(told)


def test_what_became_of_the_latest_is_told(records: Records, added: Browser) -> None:
    (receiver,) = records.receivers.of_site(SITE)
    records.receivers.note(receiver.number, [(FACT, "lead", datetime.now(UTC))])
    (telling,) = records.receivers.due(receiver.number, 9)
    later = datetime.now(UTC) + timedelta(hours=1)
    for state, answer, words in (
        (State.WAITING, "no_server", "no mail server is set · next try"),
        (State.WAITING, "450 <b>busy</b>", "the mail server says “450 <b>busy</b>” · next try"),
        (State.GIVEN_UP, "550 no such user", "the mail server says “550 no such user”"),
        (State.TOLD, "", "sent: "),
    ):
        records.receivers.settle((telling, Told(state, answer, later)))
        page = added.get(PAGE).text
        assert words in plain(page)
        assert "<b>busy" not in page


@pytest.mark.parametrize("given", [{"address": "marie"}, {"address": "a@b.fr\r\nBcc: c@d.fr"}, {"kind": ""}])
def test_what_cannot_be_told_is_refused_with_what_was_given(
    records: Records, owner: Browser, given: dict[str, str]
) -> None:
    owner.get(PAGE)
    answer = owner.submit(f"{PAGE}/add", **({"address": MARIE, "kind": "lead", "language": "fr"} | given))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert records.receivers.of_site(SITE) == []


@pytest.mark.usefixtures("added")
def test_viewers_and_other_sites_see_no_addresses(app: Flask, records: Records, added: Browser) -> None:
    (receiver,) = records.receivers.of_site(SITE)
    for deed in ("test", "remove"):
        assert added.submit(f"/sites/pains.fr/lead-mails/{receiver.number}/{deed}").status_code == 404
    choose_password(records, "paul", records.add_account("paul", sites=[SITE], role="viewer"))
    viewer = Browser(app.test_client())
    viewer.log_in("paul", "quatre chevaux agrafés")
    assert viewer.get(PAGE).status_code == 403
    assert MARIE not in viewer.get(f"/sites/{SITE}/receivers").text
    assert len(records.receivers.of_site(SITE)) == 1


@pytest.mark.usefixtures("added")
def test_whoever_gets_them_stops_them_without_logging_in(app: Flask, records: Records) -> None:
    (receiver,) = records.receivers.of_site(SITE)
    anybody = Browser(app.test_client())
    assert f"News of the leads of {SITE} goes to {MARIE}." in anybody.get(f"/stop/{receiver.key}").text
    assert len(records.receivers.of_site(SITE)) == 1, "what looks at links stops nothing"
    assert app.test_client().post("/stop/", data={}).status_code == 404, "no key is the key of none"
    answer = app.test_client().post(f"/stop/{receiver.key}", data={"List-Unsubscribe": "One-Click"})
    assert f"n’arrivent plus à {MARIE}" in answer.text
    assert records.receivers.of_site(SITE) == []
    deeds, _ = records.people.deeds_of(None, 0, 9)
    assert [(deed.who, deed.site) for deed in deeds if deed.what == "stop.stop"] == [(MARIE, SITE)]


def test_they_end_with_whoever_no_longer_sees_the_site(records: Records, owner: Browser) -> None:
    records.add_account(MARIE, sites=[SITE], role="editor")
    owner.get(PAGE)
    for address in ("Marie@exemple.fr", "paul@exemple.fr"):
        owner.submit(f"{PAGE}/add", address=address, kind="lead", contact="1", language="fr")
    assert "Marie@exemple.fr" in owner.get(f"/sites/{SITE}/members/remove?login={MARIE}").text
    owner.submit(f"/sites/{SITE}/members/remove", login=MARIE)
    assert [one.mail for one in records.receivers.of_site(SITE)] == ["paul@exemple.fr"]
