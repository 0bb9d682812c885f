"""The table of known sources holds what it says, once."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator

import pytest

from collector.address import bare_host, read_referrer
from collector.known_source import KINDS, TABLE, click_ids, known_by_app, known_by_host, known_sources, plain_name

ENTRIES = [
    (kind, name, entry)
    for kind, sources in tomllib.loads(TABLE.read_text("utf-8")).items()
    for name, entry in sources.items()
]


def told(key: str) -> Iterator[str]:
    for _kind, _name, entry in ENTRIES:
        yield from entry.get(key, ())


def test_every_kind_is_known_and_every_entry_can_be_found() -> None:
    assert {kind for kind, _, _ in ENTRIES} == set(KINDS)
    for _, name, entry in ENTRIES:
        assert set(entry) <= {"domains", "apps", "aliases", "clicks", "links"}, name
        assert any(entry.values()), name


@pytest.mark.parametrize("key", ["domains", "apps", "clicks", "links"])
def test_nothing_belongs_to_two(key: str) -> None:
    assert [value for value, n in Counter(told(key)).items() if n > 1] == []


def test_no_name_or_alias_is_given_twice() -> None:
    assert [name for name, n in Counter(name for _, name, _ in ENTRIES).items() if n > 1] == []
    aliases = Counter(plain_name(alias) for _, name, entry in ENTRIES for alias in entry.get("aliases", (name,)))
    assert [alias for alias, n in aliases.items() if n > 1] == []


def test_domains_are_written_as_they_are_looked_up() -> None:
    assert [domain for domain in told("domains") if bare_host(domain) != domain or "." not in domain] == []


def test_every_domain_leads_to_its_own_source() -> None:
    for _, name, entry in ENTRIES:
        for domain in entry.get("domains", ()):
            for host in (domain.replace(".*", ".fr"), f"un.{domain.replace('.*', '.fr')}"):
                found = known_by_host(host)
                assert found is not None
                assert found.name == name, host


def test_every_app_leads_to_its_own_source() -> None:
    for _, name, entry in ENTRIES:
        for app in entry.get("apps", ()):
            found = known_by_app(read_referrer(f"android-app://{app}/").hostname)
            assert found is not None
            assert found.name == name, app


def test_a_look_alike_is_not_the_source() -> None:
    for domain in told("domains"):
        host = domain.replace(".*", ".fr")
        parent = host.partition(".")[2]
        assert known_by_host(f"{host}.evil.example") is None
        # notmail.orange.fr is under orange.fr all the same, and notfacebook.com under nothing.
        assert known_by_host(f"not{host}") == known_by_host(parent), host


def test_click_identifiers_of_advertisements_come_first() -> None:
    paid = [known_sources().click_ids[name].paid for name in click_ids()]
    assert paid == sorted(paid, reverse=True)
    assert {"gclid", "gbraid", "wbraid", "msclkid", "fbclid", "ttclid", "li_fat_id"} <= set(click_ids())
