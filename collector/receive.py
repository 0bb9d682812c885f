"""What the collector answers: the public event address, and the import addresses behind a site's key.

A request goes through the steps of its address from top to bottom; whatever is wrong with it leaves as a Refusal.
collector/edge.py speaks HTTP around this.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET

from collector import record
from collector.address import read_host
from collector.commit import Commit
from collector.enrich import (
    Identity,
    Sender,
    enrich_change,
    enrich_cost,
    enrich_email,
    enrich_event,
    enrich_lead,
    enrich_metric,
)
from collector.event import (
    ImportedEvent,
    Reason,
    Refusal,
    SentChange,
    SentCost,
    SentEmail,
    SentLead,
    SentMetric,
    TagEvent,
    read_item,
    split_items,
)
from collector.limit import Limits, key_of
from collector.mode import Mode
from collector.record import Record
from collector.refusal import Refusals
from collector.shorthand import read_batch, write_out
from collector.site import KnownSite, KnownSites, hash_key
from collector.spool import SpoolFull
from collector.variety import Variety

MAX_BODY = 256 * 1024
MAX_EVENTS = 100
MAX_IMPORT_BODY = 8 * 1024 * 1024
MAX_IMPORT_ITEMS = 5000
MAX_AGE_MS = 72 * 3600 * 1000
RETRY_SECONDS = 30
JSON_TYPES = ("text/plain", "application/json")
STATUS = {
    Reason.UNKNOWN_SITE: 403,
    Reason.FOREIGN_ORIGIN: 403,
    Reason.EXEMPT_SITE: 403,
    Reason.UNAUTHORIZED: 401,
    Reason.METHOD_NOT_ALLOWED: 405,
    Reason.TIMEOUT: 408,
    Reason.RATE_LIMITED: 429,
    Reason.TOO_LARGE: 413,
    Reason.TOO_MANY_EVENTS: 413,
    Reason.LENGTH_REQUIRED: 411,
    Reason.UNSUPPORTED_TYPE: 415,
    Reason.STORAGE_FULL: 503,
    Reason.FAILED: 500,
}
Sent = TypeVar("Sent", ImportedEvent, SentLead, SentChange, SentEmail, SentCost, SentMetric)
Enrich = Callable[[Sent, KnownSite, "Intake"], Record | Refusal | None]


@dataclass(frozen=True, slots=True)
class Intake:
    """What receiving needs. clock gives the time now, in UTC. address: the public one, which some senders sign."""

    sites: KnownSites
    commit: Commit
    identity: Identity
    limits: Limits
    variety: Variety
    refusals: Refusals
    clock: Callable[[], datetime]
    address: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. headers: names in lower case. address: the visitor's, as the trusted proxies tell it."""

    method: str
    path: str
    headers: Mapping[str, str]
    address: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered. headers: besides those of every answer."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Way:
    """One address of the collector: what a body may hold, and what makes records of it.

    by_key: only holders of a key are heard; they may send as fast as they like.
    """

    max_body: int
    max_items: int
    judge: Callable[[Asked, list[msgspec.Raw], Intake], Judged]
    by_key: bool = False


Judged = list[list[Record] | Refusal]
"""For each object its records, or why there are none; in order. An empty list: it is right, and nothing to count."""


def check_head(asked: Asked, way: Way, intake: Intake) -> Answer | None:
    """What can be answered before the body is read, or None to go on."""
    if asked.method == "OPTIONS":
        return Answer(200, {}, PREFLIGHT)
    refusal = refuse_head(asked, way, intake)
    return None if refusal is None else refuse(refusal, asked, intake)


def refuse_head(asked: Asked, way: Way, intake: Intake) -> Refusal | None:
    """What is wrong with a request before its body.

    Without Content-Length a server may cut a chunked body short in silence, so it is required.
    """
    if asked.method != "POST":
        return Refusal(Reason.METHOD_NOT_ALLOWED, "this address takes POST")
    if way.by_key:
        if not intake.sites.has_key(key_sent(asked)):
            return FOREIGN_KEY
    elif intake.limits.address.is_over(key_of(asked.address)):
        return TOO_FAST
    headers = asked.headers
    length = headers.get("content-length", "")
    if not length.isdecimal():
        return Refusal(Reason.LENGTH_REQUIRED, "send Content-Length")
    if headers.get("content-type", "").partition(";")[0].strip().lower() not in JSON_TYPES:
        return Refusal(Reason.UNSUPPORTED_TYPE, "send JSON as text/plain or application/json")
    if headers.get("content-encoding", "identity") != "identity":
        return Refusal(Reason.UNSUPPORTED_TYPE, "send the body without Content-Encoding")
    if int(length) > way.max_body:
        return Refusal(Reason.TOO_LARGE, f"the body may have {way.max_body} bytes")
    return None


async def receive(asked: Asked, way: Way, body: bytes, intake: Intake) -> Answer:
    """Read, check, enrich, write, and only then 202. What is good beside something bad is kept."""
    items = split_items(body, way.max_items)
    if not way.by_key:
        intake.limits.address.spend(key_of(asked.address), 1 if isinstance(items, Refusal) else len(items))
    if isinstance(items, Refusal):
        return refuse(items, asked, intake)
    # An import is long: it is judged in a thread, so that visitors need not wait for it.
    if way.by_key:
        judged = await asyncio.to_thread(way.judge, asked, items, intake)
    else:
        judged = way.judge(asked, items, intake)
    return await store(judged, items, asked, intake)


def judge_events(asked: Asked, items: list[msgspec.Raw], intake: Intake) -> Judged:
    """POST /api/event: from anybody's browser, for a site that is known here, from one of its own pages."""
    now = intake.clock().astimezone(UTC)
    headers = asked.headers
    origin = read_host(headers.get("origin", ""))
    sender = Sender(
        asked.address,
        headers.get("user-agent", ""),
        headers.get("accept-language", ""),
        prerenders(headers),
        asks_privacy(headers),
    )
    too_fast: dict[str, bool] = {}
    events, batch = read_batch(items)

    def judge(raw: msgspec.Raw) -> list[Record] | Refusal:
        sent = read_item(raw, TagEvent)
        if isinstance(sent, Refusal):
            return sent
        site = intake.sites.find(sent.site)
        if site is None:
            return UNKNOWN_SITE
        if origin and not site.owns(origin):
            return FOREIGN_ORIGIN
        if site.name not in too_fast:
            too_fast[site.name] = intake.limits.site.is_over(site.name)
        if too_fast[site.name]:
            return SITE_TOO_FAST
        records: list[Record] = []
        for plain in write_out(sent, batch):
            if plain.age > MAX_AGE_MS:
                return TOO_OLD
            event = enrich_event(plain, sender, site, intake.identity, now)
            if event is None:
                return NOT_A_PAGE
            intake.limits.site.spend(site.name)
            records.append(intake.variety.bound(event))
        return records

    return [judge(raw) for raw in events]


def prerenders(headers: Mapping[str, str]) -> bool:
    """Whether the browser says that it only prepares a page, which may never be shown.

    Sec-Purpose is the standard (wicg.github.io/nav-speculation); older browsers said Purpose or X-Moz.
    """
    purpose = headers.get("sec-purpose") or headers.get("purpose") or headers.get("x-moz")
    return purpose is not None and purpose.startswith(("prefetch", "prerender", "preview"))


def asks_privacy(headers: Mapping[str, str]) -> bool:
    """Whether the browser sends the Global Privacy Control signal (w3.org/TR/gpc)."""
    return headers.get("sec-gpc") == "1"


def judge_import(kind: type[Sent], enrich: Enrich[Sent]) -> Any:
    """POST /api/import/…: the same way in, for whoever holds a key of the site."""

    def judge_all(asked: Asked, items: list[msgspec.Raw], intake: Intake) -> Judged:
        key = key_sent(asked)

        def judge(raw: msgspec.Raw) -> list[Record] | Refusal:
            sent = read_item(raw, kind)
            if isinstance(sent, Refusal):
                return sent
            site = intake.sites.find(sent.site)
            if site is None or key not in site.key_hashes:
                return FOREIGN_KEY
            found = enrich(sent, site, intake) or NOT_A_PAGE
            return found if isinstance(found, Refusal) else [found]

        return [judge(raw) for raw in items]

    return judge_all


def key_sent(asked: Asked) -> str:
    """The hash of the key that the request carries."""
    return hash_key(asked.headers.get("authorization", "").removeprefix("Bearer ").strip())


UNKNOWN_SITE = Refusal(
    Reason.UNKNOWN_SITE, "no site of that name here; data-site must be written as in the sites' list"
)
FOREIGN_ORIGIN = Refusal(Reason.FOREIGN_ORIGIN, "the page's host is not among the site's hosts")
TOO_FAST = Refusal(Reason.RATE_LIMITED, "too many events from this address; come again later")
SITE_TOO_FAST = Refusal(Reason.RATE_LIMITED, "too many events for this site; come again later")
TOO_OLD = Refusal(Reason.TOO_OLD, "age is over 72 hours")
FOREIGN_KEY = Refusal(Reason.UNAUTHORIZED, "the key in Authorization: Bearer … is not one of this site's")
EXEMPT_SITE = Refusal(Reason.EXEMPT_SITE, "the site's mode is exempt: nothing here joins a lead to a visit")
NOT_A_PAGE = Refusal(Reason.BAD_FIELD, "url must be an http or https address with a host - at `$.url`")

NOT_AN_ADDRESS = Refusal(Reason.BAD_FIELD, "email must be an e-mail address - at `$.email`")


def now(intake: Intake) -> datetime:
    """The time now, in UTC."""
    return intake.clock().astimezone(UTC)


def import_way(kind: type[Sent], enrich: Enrich[Sent]) -> Way:
    """A way for holders of a key."""
    return Way(MAX_IMPORT_BODY, MAX_IMPORT_ITEMS, judge_import(kind, enrich), by_key=True)


NOBODY = Sender("", "", "")


def judge_lead(sent: SentLead, site: KnownSite, intake: Intake) -> Record | Refusal:
    """The record of a lead; on a site that may join no lead to a visit, of none that names a form."""
    if site.mode == Mode.EXEMPT and sent.lead is not UNSET:
        return EXEMPT_SITE
    return enrich_lead(sent, site, intake.identity, now(intake))


def judge_change(sent: SentChange, site: KnownSite, intake: Intake) -> Record | Refusal:
    """The record of what happened to a lead; the same, and of no amount that cannot be added to the site's."""
    if site.mode == Mode.EXEMPT and sent.lead is not UNSET:
        return EXEMPT_SITE
    if sent.value is not None and not site.counts_in(sent.currency):
        return other_currency(site)
    return enrich_change(sent, site, intake.identity, now(intake))


def judge_cost(sent: SentCost, site: KnownSite, intake: Intake) -> Record | Refusal:
    """The record of a cost that can be added to the site's. One of before may be taken away in whatever currency."""
    if not sent.removed and not site.counts_in(sent.currency):
        return other_currency(site)
    return enrich_cost(sent, now(intake))


def other_currency(site: KnownSite) -> Refusal:
    """Of an amount that cannot be added to the site's."""
    return Refusal(Reason.BAD_FIELD, f"the site counts in {site.currency} - at `$.currency`")


def judge_email(sent: SentEmail, site: KnownSite, intake: Intake) -> Record | Refusal:
    """The record of what became of an e-mail."""
    return enrich_email(sent, site, intake.identity, now(intake)) or NOT_AN_ADDRESS


WAYS: dict[str, Way] = {
    "/api/event": Way(MAX_BODY, MAX_EVENTS, judge_events),
    "/api/import/events": import_way(
        ImportedEvent,
        lambda sent, site, intake: enrich_event(sent, NOBODY, site, intake.identity, now(intake)),
    ),
    "/api/leads": import_way(SentLead, judge_lead),
    "/api/leads/changes": import_way(SentChange, judge_change),
    "/api/import/stages": import_way(SentChange, judge_change),
    "/api/emails": import_way(SentEmail, judge_email),
    "/api/import/costs": import_way(SentCost, judge_cost),
    "/api/import/metrics": import_way(SentMetric, lambda sent, _, intake: enrich_metric(sent, now(intake))),
}


async def store(outcomes: Judged, items: Sequence[msgspec.Raw], asked: Asked, intake: Intake) -> Answer:
    """Write what was accepted, then answer. 202 means it is on disk; with nothing accepted, the first reason."""
    accepted = [item for item in outcomes if not isinstance(item, Refusal)]
    refused = [(index, item) for index, item in enumerate(outcomes) if isinstance(item, Refusal)]
    for index, refusal in refused:
        intake.refusals.count(refusal, asked.headers, items[index])
    if refused and not accepted:
        return answer_no(refused[0][1], refused)
    try:
        await intake.commit.append([record.encode(one) for records in accepted for one in records])
    except SpoolFull as error:
        return refuse(Refusal(Reason.STORAGE_FULL, str(error)), asked, intake)
    return Answer(202, {"accepted": len(accepted), "refused": listed(refused)})


def refuse(refusal: Refusal, asked: Asked, intake: Intake) -> Answer:
    """Count a request that is refused whole, and answer it."""
    intake.refusals.count(refusal, asked.headers)
    return answer_no(refusal)


def answer_no(refusal: Refusal, all_refused: Sequence[tuple[int, Refusal]] = ()) -> Answer:
    """A 4xx or 503 with its reason."""
    body: dict[str, Any] = {"reason": refusal.reason, "detail": refusal.detail, "accepted": 0}
    if len(all_refused) > 1:
        body["refused"] = listed(all_refused)
    return Answer(STATUS.get(refusal.reason, 400), body, HEADERS_OF.get(refusal.reason, {}))


HEADERS_OF = {
    Reason.STORAGE_FULL: {"retry-after": str(RETRY_SECONDS)},
    Reason.RATE_LIMITED: {"retry-after": str(RETRY_SECONDS)},
    Reason.METHOD_NOT_ALLOWED: {"allow": "POST, OPTIONS"},
}
PREFLIGHT = {
    "access-control-allow-methods": "POST",
    "access-control-allow-headers": "Content-Type",
    "access-control-max-age": "86400",
}
"""For senders of application/json from a page; the tag itself needs none."""


def listed(refused: Sequence[tuple[int, Refusal]]) -> list[dict[str, Any]]:
    """The refusals as the answer names them."""
    return [{"index": index, "reason": item.reason, "detail": item.detail} for index, item in refused]
