"""An imported event as a row. enrich_event alone says what is in it; here its answers are remembered.

Most of a row depends on a few fields that come again and again. An event whose parts were all seen before is put
together from their numbers; for any other enrich_event is asked, and the parts of its answer are remembered under the
fields they depend on. A test compares every column of both ways.
"""

from __future__ import annotations

import hashlib
import struct
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import msgspec
import numpy
from msgspec import UNSET

from collector.address import read_page, read_referrer
from collector.enrich import (
    ARRIVALS,
    Deed,
    Identity,
    Sender,
    deed_of,
    enrich_event,
    identify,
    money,
    page_of,
    read_answers,
    read_properties,
)
from collector.event import ImportedEvent, Refusal
from collector.file_import.columns import Column, Numbers, block, chosen, maps, nullable, numbers, uuids
from collector.file_import.counted import CountedIds
from collector.file_import.read import LooseEvent, decode_event
from collector.mode import hold_back, keeps_all, unlinked
from collector.prepare import DAY_MS
from collector.receive import NOT_A_PAGE, UNKNOWN_SITE
from collector.record import EventRecord
from collector.site import KnownSite

T = TypeVar("T")
MOST_REMEMBERED = 20_000
"""Answers of one kind, before those not asked for lately are forgotten: what a file holds must not fill the memory."""
MOST_PARTS = 5 * MOST_REMEMBERED
"""Of one kind, before all are forgotten."""
NO_PROPERTIES: Mapping[str, str] = {}
NOBODY = Sender("", "", "")
"""Who sends an import is not who visited."""

OWN = ("ts", "id", "page_id", "engaged_ms", "scroll", "value", "props")
"""What is one event's alone."""
PAGE = ("hostname", "path", "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term", "click_id")
"""Depends on the url."""
VISITOR = ("visitor_id",)
"""Depends on site and visitor."""
AGENT = ("browser", "os", "device", "bot")
"""Depends on user agent and automation, on whether the site counts scripted browsers, and on whether the arrival alone
makes it a machine's."""
PLACE = ("country", "language")
"""Depends on time zone and languages."""
DEED = Deed._fields
"""Depends on the fields of these names, on whether it is interactive, and on the path, which may name a form."""
NOT_SENT = ("received", "visitor_before", "visitor_after", "lasting_id", "via", "person", "sealed", "spam", "apart")
"""The same for all rows of an import, which tells of nobody; import_part.sql puts them in."""
ARRIVAL = tuple(
    name
    for name in EventRecord.__struct_fields__
    if name not in (*OWN, *PAGE, *VISITOR, *AGENT, *PLACE, *DEED, *NOT_SENT)
)
"""All else. Depends on site, host and parameters of the page, referrer (without its query), and whether it is a page
view."""
COLUMNS = ("line", *OWN, *VISITOR, *PAGE, *ARRIVAL, *AGENT, *PLACE, *DEED)
"""The columns of a row, in order."""
ROW = numpy.dtype(
    [
        *(("line", "<u8"), ("ts", "<i8"), ("visitor_id", "<u8")),
        *(("engaged_ms", "<u4"), ("no_scroll", "u1"), ("scroll", "u1"), ("no_value", "u1"), ("value", "<i8")),
        *(("props", "<u4"), ("page", "<u4"), ("arrival", "<u4"), ("agent", "<u4"), ("place", "<u4"), ("deed", "<u4")),
    ]
)
"""What is kept of a row until its block is made, beside its texts: what is its own, and the numbers of its parts."""
PACKED = struct.Struct("<QqQIBB?q6I")
"""The same, to write one."""


class Parts:
    """Some columns, of which few combinations of values occur: each gets a number."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self._known: dict[tuple[Any, ...], int] = {}

    def __len__(self) -> int:
        return len(self._known)

    def number(self, values: tuple[Any, ...]) -> int:
        return self._known.setdefault(values, len(self._known))

    def of(self, record: EventRecord) -> int:
        """The number of a record's values."""
        return self.number(tuple(getattr(record, name) for name in self.names))

    def counts(self, name: str, which: Numbers) -> Counter[Any]:
        """How many rows have each value of a column, given the numbers."""
        place = self.names.index(name)
        known = list(self._known)
        counted: Counter[Any] = Counter()
        for number, rows in counts(which).items():
            counted[known[number][place]] += rows
        return counted

    def columns(self, which: Numbers) -> dict[str, Column]:
        """The columns of rows, given the numbers."""
        asked, places = numpy.unique(which, return_inverse=True)
        known = list(self._known)
        values = [known[number] for number in asked.tolist()]
        return {
            name: chosen(column, places) for name, column in zip(self.names, zip(*values, strict=True), strict=True)
        }

    def forget(self) -> None:
        self._known.clear()


class Remembered(dict[Hashable, T]):
    """Answers by what was asked, so many at the most, and as many again that were not asked for lately."""

    def __init__(self) -> None:
        super().__init__()
        self._before: dict[Hashable, T] = {}

    def again(self, asked: Hashable) -> T | None:
        """An answer that is about to be forgotten, and is not now."""
        answer = self._before.get(asked)
        return answer if answer is None else self.put(asked, answer)

    def put(self, asked: Hashable, answer: T) -> T:
        if len(self) >= MOST_REMEMBERED:
            self._before = dict(self)
            self.clear()
        self[asked] = answer
        return answer

    def forget(self) -> None:
        self.clear()
        self._before = {}


@dataclass(frozen=True, slots=True)
class Made:
    """What some events came to. rows: in the format Native. sites, days: events by site and by day (UTC, from 1970).

    known: how many of the events were counted before and have no row. forms: lines of JSON, see Rows.add.
    """

    rows: bytes
    sites: Counter[str]
    days: Counter[int]
    known: int
    forms: list[bytes]


class Rows:
    """Makes rows of events. sites: by name. now: when the file is imported. counted: ids whose events need no row."""

    def __init__(
        self, sites: Mapping[str, KnownSite], identity: Identity, now: datetime, counted: CountedIds | None = None
    ) -> None:
        self._sites = sites
        self._identity = identity
        self._now = now
        self._counted = counted if counted else None
        self._known: list[tuple[str, int]] = []
        """Site and time of the events that need no row."""
        self._forms: list[bytes] = []
        self._forms_of: list[tuple[str, int]] = []
        """Site and time of each."""
        self._written: list[bytes] = []
        self._ids: list[str] = []
        self._page_ids: list[str] = []
        self._props: list[tuple[str, str]] = []
        self._page_parts, self._arrival_parts, self._agent_parts, self._place_parts, self._deed_parts = self._parts = (
            tuple(Parts(names) for names in (PAGE, ARRIVAL, AGENT, PLACE, DEED))
        )
        self._pages: Remembered[tuple[Hashable, str, int]] = Remembered()
        self._arrivals: Remembered[tuple[int, str]] = Remembered()
        self._read_arrivals: Remembered[tuple[int, str]] = Remembered()
        self._visitors: Remembered[tuple[int, int, int]] = Remembered()
        self._agents: Remembered[int] = Remembered()
        self._places: Remembered[int] = Remembered()
        self._deeds: Remembered[int] = Remembered()

    def add(self, sent: ImportedEvent, line: int) -> Refusal | None:
        """Make a row of an event, or say why it is refused. line: its number in the file.

        An event that was counted before gets no row, nor does a form with contact fields or answers: who sent it and
        whether it is spam is told by each alone. It is a record, for the loader.
        """
        site = self._sites.get(sent.site)
        if site is None:
            return UNKNOWN_SITE
        # What is kept of a line hangs on what the site says today; the id of its event must not.
        plain = text_of(id_of(sent, line) if sent.id is UNSET else sent.id)
        if not keeps_all(site.mode, sent.consent):
            sent = hold_back(strict(sent), site.mode, privacy_asked=False, ts=sent.ts, key=self._identity.lasting_key)
        known = self._pages.get(sent.url) or self._pages.again(sent.url) or self._page(sent.url)
        if known is None:
            return NOT_A_PAGE
        event_id = plain if sent.id is UNSET else text_of(sent.id)
        if self._counted is not None and (
            number_of(event_id) in self._counted or (sent.name == "form_submit" and self._known_otherwise(plain))
        ):
            self._known.append((sent.site, sent.ts))
            return None
        if (sent.fields or sent.answers) and sent.name == "form_submit":
            own = UUID(event_id)
            told = self._record(msgspec.structs.replace(strict(sent), id=own), site)
            self._forms.append(msgspec.json.encode({"line": line, "id": own, "ts": sent.ts, "record": as_text(told)}))
            self._forms_of.append((sent.site, sent.ts))
            return None
        origin, path, page = known
        arrived = (sent.site, origin, sent.referrer, sent.name in ARRIVALS)
        arrival, machine = self._arrivals.get(arrived) or self._arrival(arrived, sent, site)
        who = (
            sent.site, sent.visitor, sent.user_agent, sent.automation, machine, sent.timezone, sent.languages
        )  # fmt: skip
        visitor, agent, place = (
            self._visitors.get(who) or self._visitors.again(who) or self._visitor(who, sent, site, machine)
        )
        deed = (
            sent.name, sent.title, sent.form, path, sent.magnet, sent.section, sent.target, sent.currency, sent.consent,
            sent.interactive,
        )  # fmt: skip
        deed_part = self._deeds.get(deed)
        if deed_part is None:
            deed_part = self._deed(deed, sent, path)
        scroll, value = sent.scroll, sent.value
        props = NO_PROPERTIES
        if sent.props or sent.answers:
            props = read_properties(sent.props) | read_answers(sent.answers)
            self._props += props.items()
        self._ids.append(event_id)
        self._page_ids.append(text_of(page_of(sent, event_id)))
        self._written.append(
            PACKED.pack(
                line,
                sent.ts,
                visitor,
                sent.engaged,
                scroll is None,
                scroll or 0,
                value is None,
                0 if value is None else decimal(value),
                len(props),
                page,
                arrival,
                agent,
                place,
                deed_part,
            )
        )
        return None

    def _known_otherwise(self, plain: str) -> bool:
        """Whether a form was counted under the id that is kept of the one it was given, or that one itself."""
        counted = self._counted or ()
        return number_of(plain) in counted or unlinked(UUID(plain), self._identity.lasting_key).int in counted

    def made(self) -> Made:
        """What the events came to that were added since this was asked last."""
        rows = numpy.frombuffer(b"".join(self._written), ROW)
        without_row = self._known + self._forms_of
        made = Made(
            self._block(rows) if self._written else b"",
            self._arrival_parts.counts("site", rows["arrival"]) + Counter(site for site, _ in without_row),
            counts(rows["ts"] // DAY_MS) + Counter(ts // DAY_MS for _, ts in without_row),
            len(self._known),
            list(self._forms),
        )
        self._written.clear()
        self._ids.clear()
        self._page_ids.clear()
        self._known.clear()
        self._forms.clear()
        self._forms_of.clear()
        self._props.clear()
        if any(len(parts) > MOST_PARTS for parts in self._parts):
            self._forget()
        return made

    def _block(self, rows: Numbers) -> bytes:
        """Rows in the format Native."""
        columns: dict[str, Column] = {
            "line": numbers("UInt64", rows["line"]),
            "ts": numbers("DateTime64(3, 'UTC')", rows["ts"]),
            "id": uuids(self._ids),
            "page_id": uuids(self._page_ids),
            "engaged_ms": numbers("UInt32", rows["engaged_ms"]),
            "scroll": nullable("UInt8", rows["no_scroll"], rows["scroll"]),
            "value": nullable("Decimal(18, 4)", rows["no_value"], rows["value"]),
            "props": maps(rows["props"], self._props),
            "visitor_id": numbers("UInt64", rows["visitor_id"]),
        }
        for parts, name in zip(self._parts, ("page", "arrival", "agent", "place", "deed"), strict=True):
            columns |= parts.columns(rows[name])
        return block(columns, len(rows))

    def _forget(self) -> None:
        """Forget every part, and what is remembered of any."""
        for parts in self._parts:
            parts.forget()
        for remembered in (
            *(self._pages, self._arrivals, self._read_arrivals, self._visitors),
            *(self._agents, self._places, self._deeds),
        ):
            remembered.forget()

    def _visitor(self, who: Hashable, sent: ImportedEvent, site: KnownSite, machine: str) -> tuple[int, int, int]:
        """The number of a visitor, and the parts that they came with."""
        number = identify(sent, NOBODY, self._identity, sent.ts, self._now).own
        agent = (site.count_automation, sent.user_agent, sent.automation, machine)
        place = (sent.timezone, sent.languages)
        parts = (
            self._part(self._agents, self._agent_parts, agent, sent, site),
            self._part(self._places, self._place_parts, place, sent, site),
        )
        return self._visitors.put(who, (number, *parts))

    def _part(self, known: Remembered[int], parts: Parts, asked: Hashable, sent: ImportedEvent, site: KnownSite) -> int:
        """The number of some columns of the event's record."""
        number = known.get(asked)
        if number is None:
            number = known.again(asked)
        return known.put(asked, parts.of(self._record(sent, site))) if number is None else number

    def _deed(self, asked: Hashable, sent: ImportedEvent, path: str) -> int:
        """The part of a deed, of which there are so many that only what it depends on is worked out."""
        number = self._deeds.again(asked)
        if number is None:
            number = self._deed_parts.number(deed_of(sent, path))
        return self._deeds.put(asked, number)

    def _record(self, sent: ImportedEvent, site: KnownSite) -> EventRecord:
        record = enrich_event(sent, NOBODY, site, self._identity, self._now)
        if record is None:
            raise ValueError("a page that could be read cannot be read")
        return record

    def _page(self, url: str) -> tuple[Hashable, str, int] | None:
        """What decides about the arrival, the path, and the part of a page; None if the url is no page's."""
        page = read_page(url)
        if page is None:
            return None
        origin = (page.hostname, page.utm, page.click_id, page.named_source)
        part = self._page_parts.number((page.hostname, page.path, *page.utm, page.click_id))
        return self._pages.put(url, (origin, page.path, part))

    def _arrival(self, arrived: tuple[Hashable, ...], sent: ImportedEvent, site: KnownSite) -> tuple[int, str]:
        """The part of an arrival, and why it is a machine's by itself, whatever the browser: referrer spam.

        Clicks of advertisements make each address another, and what is read of it the same: that is asked for next.
        """
        referrer = read_referrer(sent.referrer)
        read = (*arrived[:2], referrer.scheme, referrer.hostname, referrer.path, arrived[-1])
        known = self._arrivals.again(arrived) or self._read_arrivals.get(read) or self._read_arrivals.again(read)
        if known is None:
            record = self._record(msgspec.structs.replace(sent, user_agent="", automation=False), site)
            known = self._read_arrivals.put(read, (self._arrival_parts.of(record), record.bot))
        return self._arrivals.put(arrived, known)


def counts(values: Numbers) -> Counter[int]:
    """How often each number is there."""
    return Counter(dict(zip(*(found.tolist() for found in numpy.unique(values, return_counts=True)), strict=True)))


def strict(sent: ImportedEvent) -> ImportedEvent:
    """The same event with identifiers that are none but that, if it was read loosely."""
    return decode_event(msgspec.json.encode(sent)) if isinstance(sent, LooseEvent) else sent


def number_of(identifier: str) -> int:
    """An identifier as a number."""
    return int(identifier.replace("-", ""), 16)


def as_text(form: EventRecord) -> str:
    """A record as the table of forms has it."""
    return msgspec.json.encode(form).decode()


def text_of(identifier: UUID | str) -> str:
    """An identifier in letters and digits: it may be a text already."""
    return identifier if isinstance(identifier, str) else identifier.hex


def id_of(sent: ImportedEvent, line: int) -> UUID:
    """The id of an event that was given none: the same line of the same file has the same id each time."""
    content = msgspec.json.encode(sent) + b"\0%d" % line
    return UUID(bytes=hashlib.blake2b(content, digest_size=16, person=b"imported event").digest(), version=5)


def decimal(amount: float) -> int:
    """An amount as Decimal(18, 4) has it."""
    return int((money(amount) or "0").replace(".", ""))
