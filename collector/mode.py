"""How much of a visit may be kept: the strictest of what the site says, what the event says and what the browser asks.

The tag keeps in the browser what its mode forbids (docs/tag.md). Nothing here relies on that: whatever a tag, or
anybody with curl, sends, what may not be kept is gone before the event is enriched, and so before it touches the disk.
"""

from __future__ import annotations

import hashlib
import re
from enum import StrEnum
from functools import cache
from typing import TypeVar
from uuid import UUID

import msgspec
from msgspec import UNSET

from collector.event import ImportedEvent, SentEvent
from collector.known_source import click_ids


class Mode(StrEnum):
    """What a site says of its visits. TAG: nothing; the tag's data-mode counts alone."""

    TAG = "tag"
    COOKIELESS = "cookieless"
    CONSENT = "consent"
    EXEMPT = "exempt"


LASTS_MS = 34_000_000_000
"""13 months, as tracker_js/src/consent.js counts them; from the first visit, never renewed."""
CLOCK_MS = 86_400_000
"""By how much a browser's clock may be ahead. Further ahead, an id would outlive its 13 months."""
FIRST_PARTY_ID = re.compile(r"(?:[0-9a-fA-F-]{36}|a\d{31})(\d{13,})")
"""As the tag makes it: a UUID (today without hyphens: tracker_js/src/uuid.js), and when it was given, in Unix ms."""
_PER_CENT = r"%(?:25)*"
_EQUALS = rf"(?:=|{_PER_CENT}3d)"
PARAMETERS = re.compile(
    rf"(?:{_PER_CENT}(?:3f|23)|(?:[;&]|{_PER_CENT}(?:3b|26))[\w.%-]{{1,64}}{_EQUALS}"
    rf"|\W(?:utm_\w+|{'|'.join(map(re.escape, click_ids()))}){_EQUALS}).*",
    re.IGNORECASE | re.DOTALL,
)
"""Where an address without ? and # leaves its path: where whoever wrote the link forgot the question mark, or encoded
it, once or twice; and a campaign or a click identifier wherever it stands.
"""
AS_FAR_AS_HOST = re.compile(r"\s*[\w+.-]+://[^/?#\\]*")
IGNORED_BY_BROWSERS = str.maketrans("", "", "\t\r\n")
OWN_PROPERTIES = {"section": "seconds", "form_field": "field"}
"""The property that the tag itself makes, by the name of its event. What other properties hold, only the page knows."""

Sent = TypeVar("Sent", bound=SentEvent)


def hold_back(sent: Sent, mode: str, *, privacy_asked: bool, ts: int, key: bytes) -> Sent:
    """The event without what may not be kept of it.

    mode: the site's. privacy_asked: the browser sends Sec-GPC. ts: when it happened, Unix milliseconds. key: see
    unlinked.
    """
    if sent.visitor and not isinstance(sent, ImportedEvent):
        sent = without_lapsed(sent, ts)
        if mode == Mode.COOKIELESS:
            sent = msgspec.structs.replace(sent, visitor="")
    if not privacy_asked and keeps_all(mode, sent.consent):
        return sent
    if privacy_asked or mode == Mode.EXEMPT:
        sent = msgspec.structs.replace(sent, consent="")
    return discreet(sent, key)


@cache
def keeps_all(mode: str, consent: str) -> bool:
    """Whether a site of that mode keeps all of an event with that answer."""
    return mode != Mode.EXEMPT and consent != "denied" and (mode != Mode.CONSENT or consent == "granted")


def without_lapsed(sent: Sent, ts: int) -> Sent:
    """The event; if its first-party id is over 13 months old, without it and the consent that came with it."""
    found = FIRST_PARTY_ID.fullmatch(sent.visitor)
    if found is None or -CLOCK_MS <= ts - int(found[1]) < LASTS_MS:
        return sent
    return msgspec.structs.replace(sent, visitor="", consent="")


def discreet(sent: Sent, key: bytes) -> Sent:
    """The event without campaign, path of the referrer, and all that could tie a lead to a visit.

    An import keeps the name of its visitor: it has no address to tell visitors apart by.
    """
    own = OWN_PROPERTIES.get(sent.name)
    return msgspec.structs.replace(
        sent,
        url=without_parameters(sent.url),
        target=without_parameters(sent.target),
        referrer=found[0] if (found := AS_FAR_AS_HOST.match(sent.referrer)) else "",
        props={own: sent.props[own]} if own in sent.props else {},
        fields={},
        answers={},
        id=unlinked(sent.id, key) if sent.name == "form_submit" and sent.id is not UNSET else sent.id,
        visitor=sent.visitor if isinstance(sent, ImportedEvent) else "",
    )


def without_parameters(url: str) -> str:
    """An address as far as its path."""
    path = url.translate(IGNORED_BY_BROWSERS).partition("?")[0].partition("#")[0]
    # Most paths have none of these, and seeing that takes a tenth of the time.
    return PARAMETERS.sub("", path) if any(mark in path for mark in "%&;=") else path


def unlinked(event_id: UUID, key: bytes) -> UUID:
    """Another id in the place of a submission's, which the page or a customer file may know; always the same one.

    So a submission sent twice still counts once, and no stage of a lead finds the visit.
    """
    return UUID(
        bytes=hashlib.blake2b(event_id.bytes, digest_size=16, key=key, person=b"unlinked lead").digest(), version=5
    )
