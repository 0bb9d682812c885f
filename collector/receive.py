"""The collector's HTTP edge: the public event address, and the import addresses behind a site's key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
from flask import Blueprint, Request, Response, request

from collector import record
from collector.address import read_host
from collector.enrich import Identity, Sender, enrich_cost, enrich_event, enrich_stage
from collector.event import (
    ImportedEvent,
    Reason,
    Refusal,
    SentCost,
    SentEvent,
    SentStage,
    read_item,
    split_items,
)
from collector.record import Record
from collector.site import KnownSite, KnownSites, hash_key
from collector.spool import Spool, SpoolFull

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
    Reason.UNAUTHORIZED: 401,
    Reason.TOO_LARGE: 413,
    Reason.TOO_MANY_EVENTS: 413,
    Reason.LENGTH_REQUIRED: 411,
    Reason.UNSUPPORTED_TYPE: 415,
    Reason.STORAGE_FULL: 503,
}
Sent = TypeVar("Sent", SentEvent, ImportedEvent, SentStage, SentCost)


@dataclass(frozen=True, slots=True)
class Intake:
    """What receiving needs. clock gives the time now, in UTC."""

    sites: KnownSites
    spool: Spool
    identity: Identity
    clock: Callable[[], datetime]


def create_receiver(intake: Intake) -> Blueprint:
    """The collector's blueprint: /api/event and /api/import/…"""
    receiver = Blueprint("collector", __name__)

    @receiver.route("/api/event", methods=["POST", "OPTIONS"])
    def event() -> Response:
        return receive_events(request, intake)

    @receiver.post("/api/import/events")
    def import_events() -> Response:
        return receive_import(request, intake, ImportedEvent, enrich_import)

    @receiver.post("/api/import/stages")
    def import_stages() -> Response:
        return receive_import(request, intake, SentStage, lambda sent, _site, _intake: enrich_stage(sent, now(intake)))

    @receiver.post("/api/import/costs")
    def import_costs() -> Response:
        return receive_import(request, intake, SentCost, lambda sent, _site, _intake: enrich_cost(sent, now(intake)))

    return receiver


def receive_events(request: Request, intake: Intake) -> Response:
    """POST /api/event: check, enrich, write, and only then 202. What is good beside something bad is kept."""
    if request.method == "OPTIONS":
        return preflight()
    items = read_items(request, MAX_BODY, MAX_EVENTS)
    if isinstance(items, Refusal):
        return refuse(items)
    sender = Sender(
        address=request.remote_addr or "",
        user_agent=request.headers.get("User-Agent", ""),
        languages=request.headers.get("Accept-Language", ""),
    )
    origin = read_host(request.headers.get("Origin", ""))

    def accept(raw: msgspec.Raw) -> Record | Refusal:
        sent = read_item(raw, SentEvent)
        if isinstance(sent, Refusal):
            return sent
        site = intake.sites.find(sent.site)
        if site is None:
            return Refusal(
                Reason.UNKNOWN_SITE,
                "no site of that name here; data-site must be written as in the sites' list",
            )
        if origin and not site.owns(origin):
            return Refusal(Reason.FOREIGN_ORIGIN, "the page's host is not among the site's hosts")
        if sent.age > MAX_AGE_MS:
            return Refusal(Reason.TOO_OLD, "age is over 72 hours")
        return enrich_event(sent, sender, site, intake.identity, now(intake)) or NOT_A_PAGE

    return store([accept(raw) for raw in items], intake)


def receive_import(
    request: Request,
    intake: Intake,
    kind: type[Sent],
    enrich: Callable[[Sent, KnownSite, Intake], Record | None],
) -> Response:
    """POST /api/import/…: the same way in, for whoever holds a key of the site."""
    key = hash_key(request.headers.get("Authorization", "").removeprefix("Bearer ").strip())
    if not intake.sites.has_key(key):
        return refuse(FOREIGN_KEY)
    items = read_items(request, MAX_IMPORT_BODY, MAX_IMPORT_ITEMS)
    if isinstance(items, Refusal):
        return refuse(items)

    def accept(raw: msgspec.Raw) -> Record | Refusal:
        sent = read_item(raw, kind)
        if isinstance(sent, Refusal):
            return sent
        site = intake.sites.find(sent.site)
        if site is None or key not in site.key_hashes:
            return FOREIGN_KEY
        return enrich(sent, site, intake) or NOT_A_PAGE

    return store([accept(raw) for raw in items], intake)


FOREIGN_KEY = Refusal(Reason.UNAUTHORIZED, "the key in Authorization: Bearer … is not one of this site's")
NOT_A_PAGE = Refusal(Reason.BAD_FIELD, "url must be an http or https address with a host - at `$.url`")


def enrich_import(sent: ImportedEvent, site: KnownSite, intake: Intake) -> Record | None:
    """The record of an event of the past."""
    return enrich_event(sent, Sender("", "", ""), site, intake.identity, now(intake))


def read_items(request: Request, max_body: int, max_items: int) -> list[msgspec.Raw] | Refusal:
    """The objects of the body, still unread, or why there are none.

    Without Content-Length a server may cut a chunked body short in silence, so it is required.
    """
    if request.content_length is None:
        return Refusal(Reason.LENGTH_REQUIRED, "send Content-Length")
    if request.mimetype not in JSON_TYPES:
        return Refusal(Reason.UNSUPPORTED_TYPE, "send JSON as text/plain or application/json")
    if request.headers.get("Content-Encoding", "identity") != "identity":
        return Refusal(Reason.UNSUPPORTED_TYPE, "send the body without Content-Encoding")
    if request.content_length > max_body:
        return Refusal(Reason.TOO_LARGE, f"the body may have {max_body} bytes")
    return split_items(request.get_data(cache=False), max_items)


def store(outcomes: Sequence[Record | Refusal], intake: Intake) -> Response:
    """Write what was accepted, then answer. 202 means it is on disk; with nothing accepted, the first reason."""
    accepted = [item for item in outcomes if not isinstance(item, Refusal)]
    refused = [(index, item) for index, item in enumerate(outcomes) if isinstance(item, Refusal)]
    if refused and not accepted:
        return refuse(refused[0][1], refused)
    try:
        intake.spool.append([record.encode(item) for item in accepted])
    except SpoolFull as error:
        return refuse(Refusal(Reason.STORAGE_FULL, str(error)))
    return answer(202, {"accepted": len(accepted), "refused": listed(refused)})


def refuse(refusal: Refusal, all_refused: Sequence[tuple[int, Refusal]] = ()) -> Response:
    """A 4xx or 503 with its reason."""
    body: dict[str, Any] = {"reason": refusal.reason, "detail": refusal.detail, "accepted": 0}
    if len(all_refused) > 1:
        body["refused"] = listed(all_refused)
    response = answer(STATUS.get(refusal.reason, 400), body)
    if refusal.reason is Reason.STORAGE_FULL:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def listed(refused: Sequence[tuple[int, Refusal]]) -> list[dict[str, Any]]:
    """The refusals as the answer names them."""
    return [{"index": index, "reason": item.reason, "detail": item.detail} for index, item in refused]


def answer(status: int, body: dict[str, Any]) -> Response:
    """JSON that any page may read: the address uses no cookie, so there is nothing to protect from other origins."""
    response = Response(msgspec.json.encode(body), status=status, content_type="application/json")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "Retry-After"
    return response


def preflight() -> Response:
    """For senders of application/json from a page; the tag itself needs none."""
    response = answer(200, {})
    response.headers["Access-Control-Allow-Methods"] = "POST"
    response.headers["Access-Control-Allow-Headers"] = "Content-Type"
    response.headers["Access-Control-Max-Age"] = "86400"
    return response


def now(intake: Intake) -> datetime:
    """The time now, in UTC."""
    return intake.clock().astimezone(UTC)
