"""The tag's shorthand, written out: what need not weigh on a visitor's page is decided here.

The tag sends what it saw; which link is a download, which form brings a lead, how long ago it was, is told by rules
that cost no bytes on this side. See docs/events.md, "The tag's shorthand".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_OID, UUID, uuid5

import msgspec
from msgspec import UNSET

from collector.event import SentEvent, TagBatch, TagEvent

FILE = re.compile(
    r"\.(pdf|(doc|xls|ppt)x?|od[pst]|csv|rtf|txt|epub|zip|rar|7z|gz|dmg|exe|msi|apk|mp[34]|ics)\Z", re.IGNORECASE
)
MOST_SECTIONS = 50
DAY_MS = 86_400_000
CONTACT_TYPES = {"email", "tel"}


def read_batch(items: Sequence[msgspec.Raw]) -> tuple[Sequence[msgspec.Raw], TagBatch | None]:
    """The events of an array, and what its last item says of all of them.

    It is "now,timeZone,webdriver" in one text; of older tags an object with these fields, which is no event itself: it
    has no name.
    """
    if len(items) < 2:
        return items, None
    try:
        batch = msgspec.json.decode(items[-1], type=str | TagBatch)
        if isinstance(batch, str):
            said = zip(BATCH_FIELDS, batch.split(","), strict=False)
            batch = msgspec.convert({name: value for name, value in said if value}, TagBatch, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return items, None
    return (items, None) if batch.name else (items[:-1], batch)


BATCH_FIELDS = ("now", "timeZone", "webdriver")


def write_out(sent: TagEvent, batch: TagBatch | None) -> list[SentEvent]:
    """The events that one sent event stands for, in the plain form; none if it is nothing to count."""
    plain = msgspec.structs.replace(sent, **changes(sent, batch))
    if sent.download is not UNSET:
        name = name_link(sent)
        return [msgspec.structs.replace(plain, name=name)] if name else []
    if not brings_lead(sent):
        return []
    return [*read_sections(plain), plain]


def changes(sent: TagEvent, batch: TagBatch | None) -> dict[str, Any]:
    """The plain fields that the short ones stand for."""
    found: dict[str, Any] = {"form": sent.form or "", "magnet": sent.magnet or ""}
    if batch is not None:
        found |= {"timezone": batch.time_zone, "automation": bool(batch.webdriver)}
        if sent.at is not None:
            # A clock may be set back while the page is open.
            found["age"] = max(0, batch.now - sent.at)
    if sent.depth is not None and sent.depth is not UNSET:
        # Browsers round: the bottom may lie half a pixel below the end.
        found["scroll"] = round(min(sent.depth, 1) * 100)
    who = sent.by or sent.choice
    if who == "denied":
        found["consent"] = "denied"
    elif who:
        found |= {"consent": "granted", "visitor": who}
    if sent.key:
        found |= {"id": id_of(sent), "name": name_of(sent)}
    if isinstance(sent.field, str) and sent.name == "form_field":
        found["props"] = {"field": sent.field}
    return found | read_declared(sent)


def id_of(sent: TagEvent) -> UUID:
    """The key if it is one; a page view's is the page's. Any other key is unique within its page only."""
    page = sent.page if isinstance(sent.page, UUID) else NAMESPACE_OID
    if sent.name == "pageview":
        return page
    try:
        return UUID(sent.key)
    except ValueError:
        return uuid5(page, sent.key)


def name_of(sent: TagEvent) -> str:
    """The event's name, in full where the tag has a shorter one."""
    if sent.name == "engaged" and sent.depth is not UNSET:
        return "engagement"
    if sent.name == "magnet" and sent.key.startswith("magnet"):
        return "magnet_view"
    return "form_submit" if sent.name == "form_" else sent.name


DECLARED = {"leadpumpField": "fields", "leadpumpAnswer": "answers"}
"""What a declared value is, by the name that JavaScript has for its attribute: data-leadpump-field, -answer."""


def read_declared(sent: TagEvent) -> dict[str, dict[str, str]]:
    """Declared values of a form. Each is told under the attribute's name and, close behind, the name it declares."""
    found: dict[str, dict[str, str]] = {}
    if isinstance(sent.field, dict) and sent.field:
        found["fields"] = {**sent.fields, **sent.field}
    if sent.answer:
        found["answers"] = {**sent.answers, **sent.answer}
    for attribute, kind in DECLARED.items():
        names = [key for key in sent.said if key.startswith(attribute) and key != attribute]
        if names:
            found[kind] = {key.removeprefix(attribute): sent.said[key] for key in names}
    return found


def name_link(sent: TagEvent) -> str:
    """What following a link was: a download, a way out, or "" for a step within the site."""
    try:
        target, page = urlsplit(sent.target), urlsplit(sent.url)
    except ValueError:  # an unfinished IPv6 address
        return ""
    if sent.download or FILE.search(target.path):
        return "download"
    return "outbound" if target.netloc.lower() != page.netloc.lower() else ""


def brings_lead(sent: TagEvent) -> bool:
    """Whether a form can bring a lead: it neither searches, nor logs in, nor only closes a dialog.

    search: what says so of it, by its role or as a dialog, if there is anything; then the types of its controls.
    """
    if sent.search is True:
        return False
    element, *types = sent.search.split(",") if sent.search else ["", *sent.types.split(",")]
    if element.startswith("[object") or "password" in types:
        return False
    return "search" not in types or not CONTACT_TYPES.isdisjoint(types)


def read_sections(sent: TagEvent) -> Iterator[SentEvent]:
    """An event for each section that was on screen since the last report. Their ids follow from the report's."""
    for section, ms in list(sent.sections.items())[:MOST_SECTIONS]:
        # A name such as "constructor" is no number in JavaScript, to begin with.
        if not isinstance(ms, str) and 0 <= ms <= DAY_MS:
            yield msgspec.structs.replace(
                sent,
                name="section",
                id=uuid5(sent.id, section) if isinstance(sent.id, UUID) else UNSET,
                section=section,
                props={"seconds": ms / 1000},
                scroll=None,
                engaged=0,
            )
