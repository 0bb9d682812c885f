"""Our own message, for whatever can sign a request: its schema stands in docs/integrations.md."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from collector.event import SentChange, SentLead
from collector.webhook.message import (
    Fact,
    Heard,
    Hearing,
    Post,
    Unreadable,
    Why,
    read_json,
    read_moment,
    read_uuid,
    short,
)
from collector.webhook.signature import check_t_v1

TOLERANCE = 300
HEADER = "leadpump-signature"
MOST = 100


def verify(post: Post, secret: str) -> Why | None:
    """Leadpump-Signature: t=<Unix seconds>,v1=<HMAC-SHA256 of "t.body", in hex>."""
    return check_t_v1(post, HEADER, secret, TOLERANCE)


def read(body: bytes, hearing: Hearing) -> list[Heard]:
    """One message or an array of them. Raises Unreadable when none can be told from another."""
    sent = read_json(body, dict[str, Any] | list[dict[str, Any]])
    messages = sent if isinstance(sent, list) else [sent]
    if not 1 <= len(messages) <= MOST:
        raise Unreadable(f"an array may hold {MOST} messages")
    return [read_message(message, hearing) for message in messages]


def read_message(message: dict[str, Any], hearing: Hearing) -> Heard:
    """A message: a lead, or what happened to one."""
    given = dict(message)
    name, kind = given.pop("id", None), short(given.pop("type", None), 64)
    if not isinstance(name, str) or not name or len(name) > 200:
        return unreadable(kind, "", "id must be a text of 1 to 200 characters")
    if not kind:
        return unreadable(kind, name, "type is missing")
    if "ts" in given and read_moment(given["ts"]) is None:
        return unreadable(kind, name, "ts must be a time with its zone, or Unix milliseconds")
    given |= {"site": hearing.site, "id": hearing.id("message", name), "ts": hearing.moment(given.get("ts", ""))}
    for field in ("lead", "retracts"):
        if field in given:
            given[field] = named(given[field], hearing, own=field == "retracts")
    if kind != "lead":
        given |= {"kind": kind, "author": hearing.sender}
    try:
        fact: Fact = msgspec.convert(given, SentLead) if kind == "lead" else msgspec.convert(given, SentChange)
    except (msgspec.ValidationError, RecursionError) as error:
        return unreadable(kind, name, str(error))
    return Heard(kind, name, facts=(fact,))


def unreadable(kind: str, name: str, detail: str) -> Heard:
    """A message that cannot be taken, among others that can."""
    return Heard(kind, name, why=Why.UNREADABLE, detail=detail)


def named(text: object, hearing: Hearing, *, own: bool) -> UUID:
    """A leadpump_id; any other text is the id of a message sent before. own: it can only be that."""
    found = None if own else read_uuid(text)
    return found or hearing.id("message", short(text))
