"""An imported event as a binary row. enrich_event alone says what is in it; here its answers are remembered.

Most of a row depends on a few fields that come again and again. An event whose parts were all seen before is put
together from them; for any other enrich_event is asked, and the parts of its answer are remembered under the fields
they depend on. A test compares every column of both ways.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Hashable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from msgspec import UNSET

from collector.address import read_page, read_referrer
from collector.enrich import (
    ARRIVALS,
    Identity,
    Sender,
    enrich_event,
    identify,
    money,
    page_of,
    read_answers,
    read_properties,
)
from collector.event import ImportedEvent, Refusal
from collector.mode import hold_back
from collector.receive import NOT_A_PAGE, UNKNOWN_SITE
from collector.record import EventRecord
from collector.site import KnownSite

T = TypeVar("T")
MOST_REMEMBERED = 20_000
"""Answers of one kind, before those not asked for lately are forgotten: what a file holds must not fill the memory."""
NUMBERS = struct.Struct("<QqQQQQI")
NUMBER = struct.Struct("<Q")
HALF = 2**64 - 1
DECIMAL = struct.Struct("<?q")
NULL = b"\x01"
NO_PROPERTIES = b"\x00"
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
DEED = ("name", "title", "form", "magnet", "section", "target", "currency", "consent", "interaction")
"""Depends on the fields of these names, on whether it is interactive, and on the path, which may name a form."""
NOT_SENT = ("received", "visitor_before", "visitor_after", "lasting_id", "via", "person", "sealed", "spam")
"""The same for all rows of an import, which tells of nobody; import_part.sql puts them in."""
ARRIVAL = tuple(
    name
    for name in EventRecord.__struct_fields__
    if name not in (*OWN, *PAGE, *VISITOR, *AGENT, *PLACE, *DEED, *NOT_SENT)
)
"""All else. Depends on site, host and parameters of the page, referrer (without its query), and whether it is a page
view."""
COLUMNS = ("line", *OWN, *PAGE, *ARRIVAL, *VISITOR, *AGENT, *PLACE, *DEED)
"""The columns of a row, in order."""


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


class Rows:
    """Makes rows of events. sites: by name. now: when the file is imported."""

    def __init__(self, sites: Mapping[str, KnownSite], identity: Identity, now: datetime) -> None:
        self._sites = sites
        self._identity = identity
        self._now = now
        self._pages: Remembered[tuple[Hashable, str, bytes]] = Remembered()
        self._arrivals: Remembered[tuple[bytes, str]] = Remembered()
        self._read_arrivals: Remembered[tuple[bytes, str]] = Remembered()
        self._visitors: Remembered[bytes] = Remembered()
        self._agents: Remembered[bytes] = Remembered()
        self._places: Remembered[bytes] = Remembered()
        self._deeds: Remembered[bytes] = Remembered()

    def row(self, sent: ImportedEvent, line: int) -> bytes | Refusal:
        """The row of an event, or why there is none. line: its number in the file."""
        site = self._sites.get(sent.site)
        if site is None:
            return UNKNOWN_SITE
        sent = hold_back(sent, site.mode, privacy_asked=False, ts=sent.ts, key=self._identity.lasting_key)
        known = self._pages.get(sent.url) or self._pages.again(sent.url) or self._page(sent.url)
        if known is None:
            return NOT_A_PAGE
        origin, path, page = known
        arrived = (sent.site, origin, sent.referrer, sent.name in ARRIVALS)
        arrival, machine = self._arrivals.get(arrived) or self._arrival(arrived, sent, site)
        who = (
            sent.site, sent.visitor, sent.user_agent, sent.automation, machine, sent.timezone, sent.languages
        )  # fmt: skip
        deed = (
            sent.name, sent.title, sent.form, path, sent.magnet, sent.section, sent.target, sent.currency, sent.consent,
            sent.interactive,
        )  # fmt: skip
        return b"".join(
            (
                own_part(sent, line),
                page,
                arrival,
                self._visitors.get(who) or self._visitors.again(who) or self._visitor(who, sent, site, machine),
                self._deeds.get(deed) or self._part(self._deeds, deed, DEED, sent, site),
            )
        )

    def _visitor(self, who: Hashable, sent: ImportedEvent, site: KnownSite, machine: str) -> bytes:
        """The columns of a visitor and of what they came with."""
        number = identify(sent, NOBODY, self._identity, sent.ts, self._now).own
        agent = (site.count_automation, sent.user_agent, sent.automation, machine)
        place = (sent.timezone, sent.languages)
        columns = (
            NUMBER.pack(number)
            + (self._agents.get(agent) or self._part(self._agents, agent, AGENT, sent, site))
            + (self._places.get(place) or self._part(self._places, place, PLACE, sent, site))
        )
        return self._visitors.put(who, columns)

    def _part(
        self, known: Remembered[bytes], asked: Hashable, names: tuple[str, ...], sent: ImportedEvent, site: KnownSite
    ) -> bytes:
        """Some columns of the event's record."""
        return known.again(asked) or known.put(asked, part_of(names, self._record(sent, site)))

    def _record(self, sent: ImportedEvent, site: KnownSite) -> EventRecord:
        record = enrich_event(sent, NOBODY, site, self._identity, self._now)
        if record is None:
            raise ValueError("a page that could be read cannot be read")
        return record

    def _page(self, url: str) -> tuple[Hashable, str, bytes] | None:
        """What decides about the arrival, the path, and the columns of a page; None if the url is no page's."""
        page = read_page(url)
        if page is None:
            return None
        origin = (page.hostname, page.utm, page.click_id, page.named_source)
        part = texts(page.hostname, page.path, *page.utm, page.click_id)
        return self._pages.put(url, (origin, page.path, part))

    def _arrival(self, arrived: tuple[Hashable, ...], sent: ImportedEvent, site: KnownSite) -> tuple[bytes, str]:
        """The columns of an arrival, and why it is a machine's by itself, whatever the browser: referrer spam.

        Clicks of advertisements make each address another, and what is read of it the same: that is asked for next.
        """
        referrer = read_referrer(sent.referrer)
        read = (*arrived[:2], referrer.scheme, referrer.hostname, referrer.path, arrived[-1])
        known = self._arrivals.again(arrived) or self._read_arrivals.get(read) or self._read_arrivals.again(read)
        if known is None:
            record = self._record(msgspec.structs.replace(sent, user_agent="", automation=False), site)
            known = self._read_arrivals.put(read, (part_of(ARRIVAL, record), record.bot))
        return self._arrivals.put(arrived, known)


def own_part(sent: ImportedEvent, line: int) -> bytes:
    """What is this event's alone. RowBinary has a UUID as two numbers."""
    event_id = id_of(sent, line) if sent.id is UNSET else sent.id
    event, page = event_id.int, page_of(sent, event_id).int
    numbers = NUMBERS.pack(line, sent.ts, event >> 64, event & HALF, page >> 64, page & HALF, sent.engaged)
    scroll = NULL if sent.scroll is None else bytes((0, sent.scroll))
    value = NULL if sent.value is None else decimal_bytes(money(sent.value))
    props = NO_PROPERTIES
    if sent.props or sent.answers:
        props = properties_bytes(read_properties(sent.props) | read_answers(sent.answers))
    return numbers + scroll + value + props


def part_of(names: tuple[str, ...], record: EventRecord) -> bytes:
    """Some columns of a record, as RowBinary has them."""
    return b"".join(WRITTEN[EventRecord.__annotations__[name]](getattr(record, name)) for name in names)


def id_of(sent: ImportedEvent, line: int) -> UUID:
    """The id of an event that was given none: the same line of the same file has the same id each time."""
    content = msgspec.json.encode(sent) + b"\0%d" % line
    return UUID(bytes=hashlib.blake2b(content, digest_size=16, person=b"imported event").digest(), version=5)


def texts(*parts: str) -> bytes:
    """Strings as RowBinary has them: their length, then their bytes."""
    written = []
    for part in parts:
        encoded = part.encode()
        written.append(length(len(encoded)))
        written.append(encoded)
    return b"".join(written)


SHORT = [bytes((number,)) for number in range(128)]


def length(number: int) -> bytes:
    """A number of variable size, seven bits a byte, the lowest first."""
    if number < 128:
        return SHORT[number]
    written = bytearray()
    while number > 127:
        written.append(number & 127 | 128)
        number >>= 7
    written.append(number)
    return bytes(written)


WRITTEN: dict[str, Callable[[Any], bytes]] = {
    "str": texts,
    "bool": struct.Struct("<?").pack,
    "int": struct.Struct("<H").pack,
}
"""By the type of a field of a part; the only number among them is the version of the channel rules."""


def decimal_bytes(amount: str | None) -> bytes:
    """A Nullable(Decimal(18, 4)) from its text with four decimals."""
    return NULL if amount is None else DECIMAL.pack(False, int(amount.replace(".", "")))


def properties_bytes(props: Mapping[str, str]) -> bytes:
    """A Map(String, String)."""
    return length(len(props)) + b"".join(texts(key, value) for key, value in props.items())
