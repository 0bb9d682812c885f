"""What a page of the site, looked at from here, says of the tag: whether it is there, and what in it holds it back.

A browser runs the page's scripts, and this does not: a tag that a script puts in cannot be seen.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, urljoin, urlsplit

from leadpump.installation.policy import CONNECTIONS, SCRIPTS, forbidding, read_policies
from leadpump.internet.asking import BAD_ADDRESS, Answer, Asker

MOST_BYTES = 2_000_000
MOST_REDIRECTS = 5
REDIRECTS = (301, 302, 303, 307, 308)
HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; Leadpump; does the tag work?)",
    "Accept": "text/html",
    "Accept-Encoding": "gzip",
}
TAG = re.compile(r"/leadpump(-reading|-pageviews)?(\.[0-9a-f]{16})?\.js$")
SCRIPT_TYPES = ("", "text/javascript", "application/javascript", "module")
LATER = ("data-src", "data-lazy-src", "data-cookieconsent-src", "data-rocketlazyloadscript")
"""Where consent banners and accelerators put the address of a script that they hold back."""
MANAGER = "googletagmanager.com"
Found = Literal[
    "there",
    "not_there",
    "by_manager",
    "held",
    "other_site",
    "other_host",
    "insecure",
    "policy_script",
    "policy_connect",
]
"""there: nothing in the page keeps the tag from working. by_manager: no tag, but a tag manager, which may bring it.
held: a banner or an accelerator loads it later. other_host: the script comes from another server than this."""
MOVED, REFUSED, NO_PAGE = "moved", "refused", "no_page"
"""Why a page cannot be looked at, beside the reasons of leadpump.internet.asking."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found. detail: what the page says, as it says it: hostile text."""

    found: Found
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What came of it. url: the page, after redirects. problem: why it could not be looked at. detail: where a redirect
    leads, or the status.
    """

    url: str
    problem: str = ""
    detail: str = ""
    findings: tuple[Finding, ...] = ()


def look_at(asker: Asker, url: str, owns: Callable[[str], bool], site: str, server: str) -> Look:
    """Fetch a page and say what it tells of the tag.

    owns: whether a host is one of the site's. server: the address of this Leadpump.
    """
    for _ in range(MOST_REDIRECTS + 1):
        parts = split(url)
        if parts is None:
            return Look(url, BAD_ADDRESS)
        host = parts.hostname or ""
        if not owns(host):
            return Look(url, MOVED, host)
        answer = asker.get(url, HEADERS, MOST_BYTES)
        if isinstance(answer, str):
            return Look(url, answer)
        if answer.status in REDIRECTS and (target := answer.headers.get("Location")):
            url = join(url, target)
            continue
        if answer.status != 200:
            return Look(url, REFUSED, str(answer.status))
        html = text_of(answer)
        if html is None or "html" not in answer.headers.get_content_type():
            return Look(url, NO_PAGE)
        policies = answer.headers.get_all("Content-Security-Policy", [])
        return Look(url, findings=tuple(judge(html, url, policies, site, server)))
    return Look(url, MOVED, url)


def text_of(answer: Answer) -> str | None:
    """The page; None if it comes packed in a way that was not asked for."""
    packing = answer.headers.get("Content-Encoding", "identity").lower()
    body = answer.body
    if packing == "gzip":
        try:
            body = zlib.decompressobj(31).decompress(body, MOST_BYTES)
        except zlib.error:
            return None
    elif packing != "identity":
        return None
    return body.decode("utf-8", "replace")


def judge(html: str, page: str, policies: Sequence[str], site: str, server: str) -> list[Finding]:
    """What a page says of the tag, what keeps it from working first.

    policies: values of the header Content-Security-Policy.

    >>> tag = '<script defer src="https://leads.example/leadpump.js" data-site="fleurs.fr"></script>'
    >>> def found(html: str, *policies: str) -> list[str]:
    ...     return [one.found for one in judge(html, "https://fleurs.fr/", policies, "fleurs.fr", "https://leads.example")]
    >>> found(tag), found("<p>leadpump.js</p>"), found(tag.replace("fleurs.fr", "flers.fr"))
    (['there'], ['not_there'], ['other_site'])
    >>> found(tag, "default-src 'self'"), found(tag, "script-src *; connect-src 'none'")
    (['policy_script', 'policy_connect'], ['policy_connect'])
    >>> found(tag.replace("defer", 'type="text/plain"')), found(tag.replace("src=", "data-src="))
    (['held'], ['held'])
    """
    said = read_page(html)
    tags = [tag for tag in said.scripts if is_tag(tag, site)]
    if not tags:
        return [Finding("by_manager" if said.has_manager else "not_there")]
    judged = [judge_tag(tag, page, read_policies([*policies, *said.policies]), site, server) for tag in tags]
    # Of several, one that works is enough.
    findings = min(judged, key=len)
    return findings or [Finding("there", address_of(tags[judged.index(findings)]))]


def judge_tag(
    tag: dict[str, str], page: str, policies: list[dict[str, list[str]]], site: str, server: str
) -> list[Finding]:
    """What keeps one tag of a page from working."""
    source = join(page, address_of(tag))
    there, own = split(source), split(page)
    if there is None or own is None:
        return [Finding("not_there")]
    findings = []
    if tag.get("type", "").strip().lower() not in SCRIPT_TYPES or not tag.get("src"):
        findings.append(Finding("held"))
    if tag.get("data-site", "") != site:
        findings.append(Finding("other_site", tag.get("data-site", "")))
    if own.scheme == "https" and there.scheme != "https":
        findings.append(Finding("insecure", source))
    elif there.netloc not in (urlsplit(server).netloc, own.netloc):
        findings.append(Finding("other_host", there.netloc))
    if rule := forbidding(policies, SCRIPTS, source, page, tag.get("nonce", "")):
        findings.append(Finding("policy_script", rule))
    target = join(source, tag.get("data-api") or "api/event")
    if split(target) is not None and (rule := forbidding(policies, CONNECTIONS, target, page)):
        findings.append(Finding("policy_connect", rule))
    return findings


def is_tag(script: dict[str, str], site: str) -> bool:
    """Whether a script is the tag: by its file, or, if a proxy gave that another name, by the site it is for."""
    found = split(address_of(script))
    return found is not None and (bool(TAG.search(found.path)) or script.get("data-site") == site)


def address_of(script: dict[str, str]) -> str:
    """Where a script is, be it that something loads it later; empty if it has no address."""
    return next((script[name].strip() for name in ("src", *LATER) if script.get(name)), "")


def join(base: str, url: str) -> str:
    """An address as a page means it; empty if it is none."""
    return urljoin(base, url) if split(url) is not None else ""


def split(url: str) -> SplitResult | None:
    """The parts of an address; None of what is none, or nothing."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises where it is no number
    except ValueError:
        return None
    return parts if url else None


@dataclass(frozen=True, slots=True)
class Page:
    """The parts of a page that tell. scripts: the attributes of each. policies: those that the page itself states."""

    scripts: list[dict[str, str]]
    policies: list[str]
    has_manager: bool


def read_page(html: str) -> Page:
    """The parts, as a browser reads them."""
    # Only here: its library is not loaded before a page is looked at.
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8")
    parser.feed(html.encode())
    root = parser.close() if html.strip() else None
    elements = [] if root is None else list(root.iter("script", "meta"))
    scripts = [one for one in elements if one.tag == "script"]
    policies = [
        one.get("content", "") for one in elements if one.get("http-equiv", "").lower() == "content-security-policy"
    ]
    # The usual snippet of a tag manager is a script within the page.
    has_manager = any(MANAGER in (one.get("src") or one.text or "") for one in scripts)
    return Page([dict(one.attrib) for one in scripts], policies, has_manager)
