"""The table of known sources: which search engine, network, shop or mailbox a host, an app or a name belongs to."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("known_sources.toml")
KINDS = (
    "search", "social", "video", "shopping", "email", "ai", "display", "affiliate", "referral", "payment", "login",
)  # fmt: skip
SEPARATORS = re.compile(r"[\s_-]+")
SECOND_LEVEL = ("co", "com", "net", "org")


@dataclass(frozen=True, slots=True)
class Known:
    """A source of the table. kind: one of KINDS; "" for a source that is in no table."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class ClickId:
    """What a click identifier says. paid: only advertisements carry it."""

    known: Known
    paid: bool


@dataclass(slots=True)
class Table:
    """The known sources by what gives them away. in_countries: by domain without its country (google.* as google)."""

    domains: dict[str, Known] = field(default_factory=dict)
    in_countries: dict[str, Known] = field(default_factory=dict)
    apps: dict[str, Known] = field(default_factory=dict)
    aliases: dict[str, Known] = field(default_factory=dict)
    click_ids: dict[str, ClickId] = field(default_factory=dict)


@cache
def known_sources() -> Table:
    """The table, read once."""
    table = Table()
    for kind, sources in tomllib.loads(TABLE.read_text("utf-8")).items():
        for name, entry in sources.items():
            known = Known(name, kind)
            for domain in entry.get("domains", ()):
                in_countries = domain.endswith(".*")
                (table.in_countries if in_countries else table.domains)[domain.removesuffix(".*")] = known
            table.apps.update(dict.fromkeys(map(str.lower, entry.get("apps", ())), known))
            table.aliases.update(dict.fromkeys(map(plain_name, entry.get("aliases", (name,))), known))
            for paid in (True, False):
                click_ids = entry.get("clicks" if paid else "links", ())
                table.click_ids.update(dict.fromkeys(click_ids, ClickId(known, paid)))
    return table


@cache
def click_ids() -> tuple[str, ...]:
    """The names of all click identifiers, those of advertisements first: of several in an address, the first counts."""
    found = known_sources().click_ids
    return tuple(sorted(found, key=lambda name: not found[name].paid))


def known_by_name(name: str) -> Known | None:
    """The source that a utm_source means, whatever its case and separators."""
    return known_sources().aliases.get(plain_name(name))


def known_by_app(package: str) -> Known | None:
    """The source that an Android app belongs to; the package in lower case, as referrers are kept."""
    return known_sources().apps.get(package)


def known_by_host(host: str) -> Known | None:
    """The source a host belongs to, by the longest domain that holds it, at a label boundary."""
    table = known_sources()
    labels = host.split(".")
    without_country = labels[: -country_labels(labels)] if country_labels(labels) else []
    for start in range(len(labels) - 1):
        found = table.domains.get(".".join(labels[start:])) or table.in_countries.get(".".join(without_country[start:]))
        if found is not None:
            return found
    return None


def country_labels(labels: list[str]) -> int:
    """How many labels at the end stand for a country or for all of them: fr and com are one, co.uk two."""
    if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in SECOND_LEVEL:
        return 2
    return 1 if len(labels) > 1 and (len(labels[-1]) == 2 or labels[-1] in SECOND_LEVEL) else 0


def plain_name(name: str) -> str:
    """Google_Ads, google-ads and "Google ads" as googleads."""
    return SEPARATORS.sub("", name).lower()
