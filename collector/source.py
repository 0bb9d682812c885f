"""Where a visitor came from: the name, kind and medium of the source, before any rule about channels."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from collector.address import Page, Referrer, bare_host, is_within

TABLE = Path(__file__).with_name("known_sources.toml")
DIRECT = "(direct)"
NONE = "(none)"
PAID_CLICK_IDS = {
    "gclid": "Google", "gbraid": "Google", "wbraid": "Google", "dclid": "Google", "msclkid": "Bing",
    "ttclid": "TikTok", "twclid": "X", "li_fat_id": "LinkedIn", "epik": "Pinterest", "rdt_cid": "Reddit",
    "ScCid": "Snapchat", "yclid": "Yandex", "irclickid": "",
}  # fmt: skip
"""Click identifiers that only advertisements carry. fbclid is not among them: Facebook adds it to every link."""


@dataclass(frozen=True, slots=True)
class Source:
    """name: Google, example.org, (direct) … kind: search, social, video, shopping, email, ai, payment, referral or "".

    medium, campaign: lower-cased as the rules need them. foreign: it came with a campaign or from another site.
    """

    name: str
    kind: str
    medium: str
    campaign: str
    click_id: str
    foreign: bool


@dataclass(frozen=True, slots=True)
class Known:
    """A source of the table."""

    name: str
    kind: str


def find_source(page: Page, referrer: Referrer, own_hosts: tuple[str, ...]) -> Source:
    """The source of an arrival: what the address says of itself, else its click identifier, else the referrer."""
    utm_source, utm_medium, utm_campaign, *_ = page.utm
    named = utm_source or page.named_source
    came_from = foreign_referrer(page, referrer, own_hosts)
    seen = known_by_host(came_from.hostname, came_from.scheme) if came_from else None
    if seen is not None and seen.kind == "payment":
        came_from = seen = None
    medium = utm_medium.lower()
    campaign = utm_campaign.lower()
    foreign = bool(named or utm_medium or utm_campaign or page.click_id or came_from)
    if named:
        known = known_by_name(named)
    elif PAID_CLICK_IDS.get(page.click_id):
        known = known_by_name(PAID_CLICK_IDS[page.click_id])
    elif page.click_id == "fbclid" and seen is None:
        known = Known("Facebook", "social")
    elif came_from:
        known = seen or Known(came_from.hostname, "referral")
    else:
        known = Known(DIRECT, "")
    return Source(known.name, known.kind, medium, campaign, page.click_id, foreign)


def foreign_referrer(page: Page, referrer: Referrer, own_hosts: tuple[str, ...]) -> Referrer | None:
    """The referrer, unless there is none or it is the site itself."""
    if not referrer.hostname or referrer.hostname == page.hostname:
        return None
    if any(is_within(referrer.hostname, host) for host in own_hosts):
        return None
    return referrer


@cache
def _table() -> tuple[dict[str, Known], dict[str, Known], dict[str, Known]]:
    """The known sources by domain, by Android package and by lower-case alias."""
    domains: dict[str, Known] = {}
    apps: dict[str, Known] = {}
    aliases: dict[str, Known] = {}
    for kind, sources in tomllib.loads(TABLE.read_text("utf-8")).items():
        for name, entry in sources.items():
            known = Known(name, kind)
            domains.update(dict.fromkeys(entry.get("domains", ()), known))
            apps.update(dict.fromkeys(entry.get("apps", ()), known))
            aliases.update(dict.fromkeys((name.lower(), *entry.get("aliases", ())), known))
    return domains, apps, aliases


def known_by_name(name: str) -> Known:
    """What a utm_source means: an alias, else a host of the table, else itself."""
    _, _, aliases = _table()
    lowered = name.strip().lower()
    found = aliases.get(lowered)
    if found is None and "." in lowered:
        found = known_by_host(bare_host(lowered), "https")
    return found or Known(name.strip(), "")


def known_by_host(host: str, scheme: str) -> Known | None:
    """The known source a host belongs to, by the longest domain that holds it."""
    domains, apps, _ = _table()
    if scheme == "android-app":
        return apps.get(host)
    labels = host.split(".")
    for start in range(len(labels) - 1):
        suffix = ".".join(labels[start:])
        found = domains.get(suffix) or domains.get(country_form(labels[start:]))
        if found is not None:
            return found
    return None


def country_form(labels: list[str]) -> str:
    """google.fr and google.co.uk as google.*: a name, then a country's or a generic top label."""
    rest = labels[1:]
    if len(rest) == 1 and (len(rest[0]) == 2 or rest[0] in ("com", "net", "org")):
        return f"{labels[0]}.*"
    if len(rest) == 2 and rest[0] in ("co", "com", "org", "net") and len(rest[1]) == 2:
        return f"{labels[0]}.*"
    return ""
