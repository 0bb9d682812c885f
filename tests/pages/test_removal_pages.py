"""Somebody is removed from a site: what they made there is named, and ends or goes on as its owner says."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

import pytest
from flask import Flask

from collector.enrich import Identity
from collector.site import SITES, KnownSites
from collector.visitor import Salts
from leadpump.pages.given import give_identity
from leadpump.records import Records
from leadpump.records.member import OWNER
from tests.pages.conftest import Browser, build_app
from tests.pages.test_webhook_pages import plain

SITE = "/sites/fleurs.fr"
PAGE = f"{SITE}/members"
ASKED = f"{PAGE}/remove?login=claire"
NUMBER = re.compile(r'name="(key|link|receiver)" value="(\d+)"( checked)?')
URLS = ("https://tool.example/in?key=7", "https://other.example/in")


@pytest.fixture
def app(records: Records, data: Path) -> Flask:
    app = build_app(records)
    give_identity(app, Identity(Salts(data / "salts"), secrets.token_bytes(32), secrets.token_bytes(32)))
    return app


@pytest.fixture
def busy(member: Browser, records: Records) -> Browser:
    """An owner of the site who made two of each kind, and invited somebody."""
    records.add_member("claire", "fleurs.fr", OWNER)
    member.get(PAGE)
    assert member.submit(PAGE, login="paul", role="viewer").status_code == 200
    for name, url in zip(("Tableur", "<script>CRM"), URLS, strict=True):
        assert member.submit(f"{SITE}/keys", label=name, scope="write").status_code == 200
        assert member.submit(f"{SITE}/shared-links", label=name, lasts="7").status_code == 200
        assert member.submit(f"{SITE}/receivers/add", url=url, kind="lead").status_code == 200
    return member


def kept(records: Records, data: Path) -> list[int]:
    """How many there are: keys, those that the collector takes, links, receivers, invitations."""
    known = KnownSites(data / SITES).find("fleurs.fr")
    assert known
    return [
        len(records.keys_of("fleurs.fr")),
        len(known.key_hashes),
        len(records.people.shared_links_of("fleurs.fr")),
        len(records.receivers.of_site("fleurs.fr")),
        len(records.people.invitations_to("fleurs.fr")),
    ]


@pytest.mark.usefixtures("busy")
def test_what_somebody_made_is_named_and_ends_as_it_is_ticked(owner: Browser, records: Records, data: Path) -> None:
    owner.get(f"{SITE}/keys")
    owner.submit(f"{SITE}/keys", label="Of the owner", scope="read")
    assert "By claire." in plain(owner.get(f"{SITE}/keys").text)
    assert "By claire." in plain(owner.get(f"{SITE}/receivers").text)
    assert ASKED in owner.get(PAGE).text
    page = owner.get(ASKED).text
    for said in ("Remove claire from this site?", "paul", "2 keys", "Tableur", "2 shared links", "2 addresses", *URLS):
        assert said in plain(page), said
    assert "<script>CRM" not in page
    assert "Of the owner" not in page
    found = NUMBER.findall(page)
    assert [(kind, bool(ticked)) for kind, _, ticked in found] == [
        *[("key", True)] * 2,
        *[("link", False)] * 2,
        *[("receiver", False)] * 2,
    ]
    # One of each is ticked.
    first = {kind: number for kind, number, _ in reversed(found)}
    assert owner.submit(f"{PAGE}/remove", login="claire", **first).location == PAGE
    assert kept(records, data) == [2, 1, 1, 1, 0]
    deeds = {(deed.who, deed.what): deed.about for deed in records.people.deeds_of("fleurs.fr", 0, 6)[0]}
    assert deeds == {
        ("owner", "members.remove"): "claire",
        ("owner", "members.withdraw"): "paul",
        ("owner", "keys.add"): deeds["owner", "keys.add"],
        ("owner", "keys.remove"): deeds["owner", "keys.remove"],
        ("owner", "share.remove"): deeds["owner", "share.remove"],
        ("owner", "receivers.remove"): deeds["owner", "receivers.remove"],
    }
    assert deeds["owner", "receivers.remove"] in ("tool.example", "other.example")
    assert owner.get(ASKED).status_code == 404


@pytest.mark.usefixtures("busy")
def test_nothing_of_anybody_else_ends_whatever_is_sent(owner: Browser, records: Records, data: Path) -> None:
    owner.get(f"{SITE}/keys")
    owner.submit(f"{SITE}/keys", label="Of the owner", scope="read")
    number = records.keys_of("fleurs.fr")[-1].id
    owner.submit(f"{PAGE}/remove", login="claire", key=f"{number}", link="x", receiver="99")
    assert kept(records, data) == [3, 2, 2, 2, 0]


def test_who_leaves_is_asked_too(busy: Browser, records: Records, owner: Browser) -> None:
    assert "Leave this site?" in busy.get(ASKED).text
    assert owner.get(f"{PAGE}/remove?login=nobody").status_code == 404
    assert owner.get(f"{PAGE}/remove?login=owner").location == PAGE
    records.add_account("luc", sites=["fleurs.fr"])
    assert "No key, no shared link" in owner.get(f"{PAGE}/remove?login=luc").text
    records.add_member("claire", "fleurs.fr", "editor")
    assert busy.get(ASKED).status_code == 403
