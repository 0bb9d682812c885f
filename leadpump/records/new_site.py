"""What a person says of a new site, checked once into a frozen typed value, for page and command."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from babel.numbers import list_currencies

from collector.mode import Mode

NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,98}[a-z0-9])?")
HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?)*")
LONGEST_TITLE = 200
MOST_HOSTS = 50
MOST_MERGE_DAYS = 3650
DAYS = re.compile(r"\d{1,4}")


class SiteProblem(StrEnum):
    """Why something said of a site was not taken: the closed set; the pages put each into words."""

    BAD_NAME = "bad_name"
    NAME_TAKEN = "name_taken"
    BAD_TITLE = "bad_title"
    UNKNOWN_TIMEZONE = "unknown_timezone"
    UNKNOWN_CURRENCY = "unknown_currency"
    NO_HOST = "no_host"
    BAD_HOST = "bad_host"
    TOO_MANY_HOSTS = "too_many_hosts"
    UNKNOWN_MODE = "unknown_mode"
    BAD_DAYS = "bad_days"


@dataclass(frozen=True, slots=True)
class NewSite:
    """A site to add. hosts: lower case, without "www.", never empty."""

    name: str
    title: str
    timezone: str
    currency: str
    hosts: tuple[str, ...]
    count_automation: bool = False
    mode: Mode = Mode.TAG


Problems = dict[str, SiteProblem]
"""By field: what is wrong with it."""


def check_site(
    *,
    name: str,
    title: str,
    timezone: str,
    currency: str,
    hosts: Iterable[str],
    count_automation: bool = False,
    mode: str = Mode.TAG,
) -> NewSite | Problems:
    """The site as it will be kept, or what is wrong by field. No title or no host: the name serves."""
    name = _plain_name(name)
    hosts = list(hosts)
    checked_hosts = check_hosts(hosts or [name])
    problems: Problems = {}
    if not NAME.fullmatch(name):
        problems["name"] = SiteProblem.BAD_NAME
    title = " ".join(title.split()) or name
    if len(title) > LONGEST_TITLE or not title.isprintable():
        problems["title"] = SiteProblem.BAD_TITLE
    if timezone not in available_timezones():
        problems["timezone"] = SiteProblem.UNKNOWN_TIMEZONE
    if currency not in list_currencies():
        problems["currency"] = SiteProblem.UNKNOWN_CURRENCY
    if mode not in [str(known) for known in Mode]:
        problems["mode"] = SiteProblem.UNKNOWN_MODE
    if isinstance(checked_hosts, SiteProblem):
        # The name that served as host has been judged above, in its own words.
        return problems | {"hosts": checked_hosts} if hosts else problems or {"name": SiteProblem.BAD_NAME}
    return problems or NewSite(name, title, timezone, currency, checked_hosts, count_automation, Mode(mode))


def check_merge_days(text: str) -> int | SiteProblem:
    """Days within which one person is one lead, 0 to ten years; or what is wrong with what was typed."""
    plain = "".join(text.split())
    days = int(plain) if DAYS.fullmatch(plain) else -1
    return days if 0 <= days <= MOST_MERGE_DAYS else SiteProblem.BAD_DAYS


def _plain_name(name: str) -> str:
    plain = name.strip().lower()
    # People paste the address of their site.
    return plain_host(plain) or plain if "/" in plain or plain.startswith("www.") else plain


def check_hosts(hosts: Iterable[str]) -> tuple[str, ...] | SiteProblem:
    """The hosts as a browser names them, each once, or what is wrong."""
    plain = [plain_host(host) for host in hosts if host.strip()]
    if not plain:
        return SiteProblem.NO_HOST
    if len(plain) > MOST_HOSTS:
        return SiteProblem.TOO_MANY_HOSTS
    if None in plain:
        return SiteProblem.BAD_HOST
    return tuple(dict.fromkeys(host for host in plain if host is not None))


def plain_host(text: str) -> str | None:
    """ "https://www.Éclair.fr/contact" is "xn--clair-9ra.fr"; None when no host can be read."""
    try:
        address = urlsplit(text.strip() if "//" in text else f"//{text.strip()}")
        host = (address.hostname or "").rstrip(".").removeprefix("www.").encode("idna").decode()
        _ = address.port  # "javascript:alert(1)" has none
    except ValueError:
        return None
    return host if HOST.fullmatch(host) else None
