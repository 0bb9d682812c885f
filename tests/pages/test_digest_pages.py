"""Who gets a site's figures by e-mail: who may say so, and the link with which they stop it themselves."""

from __future__ import annotations

import pytest
from flask import Flask

from leadpump.records import Records
from tests.pages.conftest import Browser, choose_password

SITE = "fleurs.fr"
PAGE = f"/sites/{SITE}/digests"
MARIE = "marie@exemple.fr"


@pytest.fixture
def added(owner: Browser) -> Browser:
    owner.get(PAGE)
    assert owner.submit(f"{PAGE}/add", address=MARIE, rhythm="week", language="fr").status_code == 303
    return owner


def test_an_address_is_added_changed_and_removed(records: Records, added: Browser) -> None:
    page = added.get(PAGE).text
    assert MARIE in page
    assert "nothing sent yet" in page
    assert "LEADPUMP_MAIL_SERVER" in page, "no mail server is set here"
    added.submit(f"{PAGE}/add", address=MARIE, rhythm="month", language="en")
    (digest,) = records.digests.of_site(SITE)
    assert (digest.rhythm, digest.language, digest.made_by) == ("month", "en", "owner")
    assert added.submit(f"{PAGE}/{digest.number}/send").status_code == 303
    assert "on its way" in added.get(PAGE).text
    assert added.submit(f"{PAGE}/{digest.number}/remove").status_code == 303
    assert records.digests.of_site(SITE) == []
    assert added.submit(f"{PAGE}/{digest.number}/remove").status_code == 404


@pytest.mark.parametrize(
    "address", ["", "marie", "marie@exemple.fr, paul@exemple.fr", "a@b.fr\r\nBcc: c@d.fr", "é@b.fr"]
)
def test_what_is_no_address_is_refused(records: Records, owner: Browser, address: str) -> None:
    owner.get(PAGE)
    answer = owner.submit(f"{PAGE}/add", address=address, rhythm="week", language="fr")
    assert answer.status_code == 422
    assert "Give one e-mail address" in answer.text
    assert records.digests.of_site(SITE) == []


def test_a_site_sends_to_twenty_and_nobody_touches_those_of_another(records: Records, added: Browser) -> None:
    for number in range(19):
        added.submit(f"{PAGE}/add", address=f"{number}@exemple.fr", rhythm="week", language="fr")
    assert "20 addresses at most" in added.submit(f"{PAGE}/add", address="x@y.fr", rhythm="week", language="fr").text
    (digest, *_) = records.digests.of_site(SITE)
    for deed in ("send", "remove"):
        assert added.submit(f"/sites/pains.fr/digests/{digest.number}/{deed}").status_code == 404
    assert len(records.digests.of_site(SITE)) == 20


@pytest.mark.usefixtures("added")
def test_viewers_see_no_addresses(app: Flask, records: Records) -> None:
    choose_password(records, "paul", records.add_account("paul", sites=[SITE], role="viewer"))
    viewer = Browser(app.test_client())
    viewer.log_in("paul", "quatre chevaux agrafés")
    assert viewer.get(PAGE).status_code == 403


@pytest.mark.usefixtures("added")
def test_whoever_gets_it_stops_it_without_logging_in(app: Flask, records: Records) -> None:
    (digest,) = records.digests.of_site(SITE)
    link = f"/stop/{digest.key}"
    anybody = Browser(app.test_client())
    asked = anybody.get(link)
    assert "Get these e-mails no more?" in asked.text
    assert asked.headers["Cache-Control"] == "no-store"
    assert len(records.digests.of_site(SITE)) == 1, "what looks at links stops nothing"
    # As the button of a mail program does, without a form token (RFC 8058).
    answer = app.test_client().post(link, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert records.digests.of_site(SITE) == []
    assert "This link has been used" in anybody.get(link).text
    assert anybody.submit("/stop/made-up").status_code == 200
    deeds, _ = records.people.deeds_of(None, 0, 9)
    stopped = [(deed.who, deed.site, deed.about) for deed in deeds if deed.what == "stop.stop"]
    assert stopped == [(MARIE, SITE, MARIE)], "a link that stops nothing leaves no line"


def test_it_ends_with_whoever_no_longer_sees_the_site(records: Records, owner: Browser) -> None:
    records.add_account(MARIE, sites=[SITE], role="editor")
    for address in ("Marie@exemple.fr", "paul@exemple.fr"):
        records.digests.add(SITE, address, "week", "fr", "owner")
    assert "Marie@exemple.fr" in owner.get(f"/sites/{SITE}/members/remove?login={MARIE}").text
    owner.submit(f"/sites/{SITE}/members/remove", login=MARIE)
    assert [one.address for one in records.digests.of_site(SITE)] == ["paul@exemple.fr"]
