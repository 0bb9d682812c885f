"""Sites, who sees them, their keys, and the list that the collector reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from collector.site import KnownSites, hash_key
from leadpump.records import NameTaken, NotFound, Records, RecordsError, open_records
from leadpump.records.account import Account
from leadpump.records.new_site import NewSite, SiteProblem, check_hosts, check_site, plain_host

BAKERY = NewSite("boulangerie.fr", "Boulangerie Morel", "Europe/Paris", "EUR", ("boulangerie.fr",))
FLORIST = NewSite("fleurs.fr", "Au Nom de la Rose", "Europe/Paris", "EUR", ("fleurs.fr", "fleurs.be"))


def account(records: Records, login: str) -> Account:
    return next(account for account in records.list_accounts() if account.login == login)


@pytest.fixture
def both(records: Records) -> Records:
    records.create_owner()
    records.add_account("claire")
    records.add_site(BAKERY)
    records.add_site(FLORIST)
    records.add_member("claire", "fleurs.fr")
    return records


def test_the_owner_sees_every_site(both: Records) -> None:
    assert [site.name for site in both.sites_of(account(both, "owner"))] == ["fleurs.fr", "boulangerie.fr"]


def test_a_member_sees_their_sites_only(both: Records) -> None:
    claire = account(both, "claire")
    assert [site.name for site in both.sites_of(claire)] == ["fleurs.fr"]
    assert both.find_site(claire, "fleurs.fr") is not None
    assert both.find_site(claire, "boulangerie.fr") is None
    assert both.find_site(claire, "nowhere.fr") is None


def test_a_site_keeps_what_was_said_of_it(both: Records) -> None:
    site = both.find_site(account(both, "owner"), "fleurs.fr")
    assert site is not None
    assert (site.title, site.timezone, site.currency) == ("Au Nom de la Rose", "Europe/Paris", "EUR")
    assert site.hosts == ("fleurs.fr", "fleurs.be")


def test_a_name_is_given_once(both: Records) -> None:
    with pytest.raises(NameTaken, match=r"boulangerie\.fr exists already"):
        both.add_site(BAKERY)


def test_the_collector_reads_the_sites_and_the_hashes_of_their_keys(both: Records, data: Path) -> None:
    key = both.create_key("fleurs.fr", "Import Matomo")
    known = KnownSites(data / "sites.json").find("fleurs.fr")
    assert known is not None
    assert known.hosts == ("fleurs.fr", "fleurs.be")
    assert known.key_hashes == (hash_key(key),)
    assert known.currency == "EUR"
    assert not known.count_automation


def test_the_collector_knows_no_key_that_may_only_read(both: Records, data: Path) -> None:
    both.create_key("fleurs.fr", "Spreadsheet", ["read"])
    writes = both.create_key("fleurs.fr", "Both", ["read", "write"])
    known = KnownSites(data / "sites.json").find("fleurs.fr")
    assert known is not None
    assert known.key_hashes == (hash_key(writes),)


@pytest.mark.usefixtures("both")
def test_the_list_is_written_at_the_start(data: Path, hasher: PasswordHasher) -> None:
    (data / "sites.json").unlink()
    with open_records(data, hasher=hasher):
        assert [site["name"] for site in json.loads((data / "sites.json").read_bytes())] == [
            "boulangerie.fr",
            "fleurs.fr",
        ]


def test_a_deleted_key_leaves_the_list(both: Records, data: Path) -> None:
    both.create_key("fleurs.fr", "old")
    kept = both.create_key("fleurs.fr", "new")
    both.delete_key("fleurs.fr", both.keys_of("fleurs.fr")[0].id)
    known = KnownSites(data / "sites.json").find("fleurs.fr")
    assert known is not None
    assert known.key_hashes == (hash_key(kept),)


def test_a_key_is_shown_once_and_known_by_its_end(both: Records, data: Path) -> None:
    key = both.create_key("fleurs.fr", "  Import   Matomo ")
    (kept,) = both.keys_of("fleurs.fr")
    assert (kept.label, kept.last_characters) == ("Import Matomo", key[-4:])
    stored = b"".join(file.read_bytes() for file in data.iterdir())
    assert key.encode() not in stored


def test_the_key_of_another_site_cannot_be_deleted(both: Records) -> None:
    both.create_key("fleurs.fr", "")
    with pytest.raises(NotFound, match=r"boulangerie\.fr has no key"):
        both.delete_key("boulangerie.fr", both.keys_of("fleurs.fr")[0].id)


def test_changed_hosts_reach_the_collector(both: Records, data: Path) -> None:
    assert both.set_hosts("fleurs.fr", ["https://www.Fleurs.LU/x"]) == ("fleurs.lu",)
    known = KnownSites(data / "sites.json").find("fleurs.fr")
    assert known is not None
    assert known.hosts == ("fleurs.lu",)
    assert both.set_hosts("fleurs.fr", []) == SiteProblem.NO_HOST


def test_an_unknown_role_or_site_is_said(both: Records) -> None:
    with pytest.raises(RecordsError, match="is not a role"):
        both.add_member("claire", "fleurs.fr", "king")
    with pytest.raises(NotFound, match="no site"):
        both.create_key("nowhere.fr")


def test_a_member_keeps_one_role(both: Records) -> None:
    both.add_member("claire", "fleurs.fr", "editor")
    assert [site.name for site in both.sites_of(account(both, "claire"))] == ["fleurs.fr"]


def test_what_people_paste_becomes_a_site() -> None:
    site = check_site(name="https://www.Éclair.fr/", title="", timezone="Europe/Paris", currency="EUR", hosts=[])
    assert site == NewSite("xn--clair-9ra.fr", "xn--clair-9ra.fr", "Europe/Paris", "EUR", ("xn--clair-9ra.fr",))


def test_each_bad_field_is_named() -> None:
    assert check_site(
        name="a b", title="x" * 201, timezone="Mars/Olympus", currency="eur", hosts=["javascript:alert(1)"]
    ) == {
        "name": SiteProblem.BAD_NAME,
        "title": SiteProblem.BAD_TITLE,
        "timezone": SiteProblem.UNKNOWN_TIMEZONE,
        "currency": SiteProblem.UNKNOWN_CURRENCY,
        "hosts": SiteProblem.BAD_HOST,
    }


@pytest.mark.parametrize("name", ["a b", "éclair", "x..y"])
def test_a_bad_name_is_one_problem_where_no_host_was_typed(name: str) -> None:
    outcome = check_site(name=name, title="", timezone="UTC", currency="EUR", hosts=[])
    assert outcome == {"name": SiteProblem.BAD_NAME}


@pytest.mark.parametrize("name", ["", ".", "..", "-x", "x-", "é", "a" * 101, "<b>", "a\nb"])
def test_a_name_that_cannot_stand_in_an_address_is_refused(name: str) -> None:
    outcome = check_site(name=name, title="t", timezone="UTC", currency="EUR", hosts=["x.fr"])
    assert isinstance(outcome, dict)
    assert outcome["name"] == SiteProblem.BAD_NAME


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("exemple.fr", "exemple.fr"),
        ("WWW.Exemple.fr.", "exemple.fr"),
        ("https://exemple.fr:8443/a?b#c", "exemple.fr"),
        ("localhost:8000", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("éclair.fr", "xn--clair-9ra.fr"),
        ("https://user@exemple.fr", "exemple.fr"),
        ("exemple..fr", None),
        ("exem ple.fr", None),
        ("<script>", None),
        ("http://[::1", None),
        ("x" * 64 + ".fr", None),
        ("", None),
    ],
)
def test_which_host_is_read(text: str, host: str | None) -> None:
    assert plain_host(text) == host


def test_hosts_are_kept_once_and_bounded() -> None:
    assert check_hosts(["a.fr", "", "www.a.fr", "b.fr"]) == ("a.fr", "b.fr")
    assert check_hosts([f"h{n}.fr" for n in range(51)]) == SiteProblem.TOO_MANY_HOSTS
    assert check_hosts([" "]) == SiteProblem.NO_HOST
