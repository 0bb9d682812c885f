"""Page addresses and referrers, read once and stripped of what is nobody's business."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import parse_qsl, unquote, urlsplit

from collector.known_source import click_ids
from collector.spam import is_spam

_LETTER = r"\w\u0300-\u036f\ufffd-"
_LABEL = rf"(?:[{_LETTER}]|%[89A-Fa-f][0-9A-Fa-f]){{1,63}}"
EMAIL = re.compile(rf"[.%+{_LETTER}]{{1,64}}(?:@|%40){_LABEL}(?:\.{_LABEL})+")
"""In any alphabet; accents may be characters of their own, lost to another encoding, or written with per cents."""
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
LONGEST_EMAIL = 320
UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term")
NO_UTM = ("", "", "", "", "")
MAX_PATH = 1000
MAX_LABEL = 200
MAX_REMEMBERED = 500
"""Longer addresses are read anew each time: what strangers send must not fill the memory."""


@dataclass(frozen=True, slots=True)
class Page:
    """hostname: lower case, without www. path: without query or fragment. utm: in the order of UTM.

    click_id: name of the first click identifier found. named_source: a source or ref parameter.
    """

    hostname: str
    path: str
    utm: tuple[str, str, str, str, str]
    click_id: str
    named_source: str


@dataclass(frozen=True, slots=True)
class Referrer:
    """scheme: http, https, android-app or "" for none. hostname: lower case, without www. is_spam: see spam.py."""

    scheme: str
    hostname: str
    path: str
    is_spam: bool = False

    def __str__(self) -> str:
        if not self.hostname:
            return ""
        prefix = "android-app://" if self.scheme == "android-app" else ""
        return prefix + self.hostname + ("" if self.path == "/" else self.path)


NO_REFERRER = Referrer("", "", "")


def read_page(url: str) -> Page | None:
    """The page behind an address, or None unless it is an http(s) address with a host."""
    return _read_page(url) if len(url) <= MAX_REMEMBERED else _read_page.__wrapped__(url)


def read_referrer(url: str) -> Referrer:
    """The referrer behind an address; anything but http, https and Android apps counts as none."""
    return _read_referrer(url) if len(url) <= MAX_REMEMBERED else _read_referrer.__wrapped__(url)


@lru_cache(maxsize=2048)
def _read_page(url: str) -> Page | None:
    try:
        parts = urlsplit(url)
        hostname = bare_host(parts.hostname or "")
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not hostname:
        return None
    path = clean(unquote(parts.path, errors="replace") or "/", MAX_PATH)
    if not parts.query:
        return Page(hostname, path, NO_UTM, "", "")
    query: dict[str, str] = {}
    for key, value in parse_qsl(parts.query[:8192], max_num_fields=None, errors="replace"):
        query.setdefault(key, value)
    return Page(
        hostname=hostname,
        path=path,
        utm=(
            clean(query.get("utm_source", ""), MAX_LABEL),
            clean(query.get("utm_medium", ""), MAX_LABEL),
            clean(query.get("utm_campaign", ""), MAX_LABEL),
            clean(query.get("utm_content", ""), MAX_LABEL),
            clean(query.get("utm_term", ""), MAX_LABEL),
        ),
        click_id=next((name for name in click_ids() if query.get(name)), ""),
        named_source=clean(query.get("source") or query.get("ref") or "", MAX_LABEL),
    )


@lru_cache(maxsize=2048)
def _read_referrer(url: str) -> Referrer:
    try:
        parts = urlsplit(url)
        hostname = bare_host(parts.hostname or "")
    except ValueError:
        return NO_REFERRER
    scheme = parts.scheme.lower()
    if scheme not in ("http", "https", "android-app") or not hostname:
        return NO_REFERRER
    path = clean(unquote(parts.path, errors="replace") or "/", MAX_PATH)
    return Referrer(scheme, hostname, path, is_spam(hostname))


@lru_cache(maxsize=2048)
def read_address(text: str) -> str:
    """The IP address that a proxy wrote down, without port, brackets and zone; "" if it is none."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        return str(ip_address(bare.partition("%")[0]))
    except ValueError:
        return ""


def read_target(url: str) -> str:
    """Where a link led, as scheme, host and path; a mail or telephone link only as its scheme. "" if unreadable."""
    try:
        parts = urlsplit(url)
        hostname = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https"):
        return f"{parts.scheme.lower()}:" if parts.scheme.lower() in ("mailto", "tel") else ""
    if not hostname:
        return ""
    return clean(f"{parts.scheme.lower()}://{hostname}{unquote(parts.path, errors='replace')}", MAX_PATH)


def read_host(origin: str) -> str:
    """The host of an Origin header, bare; "" for none, "null" or nonsense."""
    try:
        return bare_host(urlsplit(origin).hostname or "")
    except ValueError:
        return ""


def bare_host(host: str) -> str:
    """Lower case, without www. and a trailing dot, at most 253 characters."""
    return clean(host.lower().rstrip(".").removeprefix("www."), 253)


def clean(text: str, length: int) -> str:
    """Text without control characters, lone surrogates and e-mail addresses, cut to length."""
    # Most texts need nothing of it, and seeing that takes a tenth of the time.
    if text.isprintable() and "@" not in text and "%40" not in text:
        return text[:length].strip()
    # Cut before the search, which costs as much as the text is long; an address at the edge is still seen whole.
    text = CONTROL.sub(" ", text[: length + LONGEST_EMAIL]).encode("utf-8", "replace").decode()
    return EMAIL.sub("[e-mail]", text)[:length].strip()


def is_within(host: str, domain: str) -> bool:
    """Whether host is the domain or lies under it, at a label boundary: x.com does not hold dropbox.com."""
    return host == domain or host.endswith("." + domain)
