"""What a sender may say of an event, checked once at the edge into a frozen typed value."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, TypeVar
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from collector.metric import NAME

Name = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^\w[\w .:,;'’&/+()-]*\Z")]
Label = Annotated[str, Meta(max_length=200)]
Mark = Annotated[str, Meta(max_length=2000)]
"""A name found in a page, cut by the collector: what is long there must not cost the event."""
Address = Annotated[str, Meta(max_length=8192)]
Text = Annotated[str, Meta(max_length=65536)]
Milliseconds = Annotated[int, Meta(ge=0, le=86_400_000)]
Age = Annotated[int, Meta(ge=0, le=2**53)]
Money = Annotated[float, Meta(ge=-1e12, le=1e12)]
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}\Z")]
CurrencyOrNone = Annotated[str, Meta(pattern=r"^([A-Z]{3})?\Z")]
PropertyName = Annotated[str, Meta(min_length=1, max_length=64)]
Properties = Annotated[dict[PropertyName, str | int | float | bool | None], Meta(max_length=30)]


DeclaredName = Annotated[str, Meta(max_length=200)]
Declared = Annotated[dict[DeclaredName, Annotated[str, Meta(max_length=2000)]], Meta(max_length=30)]
"""Values of form fields, by the names that the page declared for them."""


class SentEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One event as the tag, or anybody with curl, sends it. Fields not named here are ignored.

    Units: age and engaged in milliseconds, scroll in per cent, value in currency. See docs/events.md.
    """

    site: Annotated[str, Meta(min_length=1, max_length=253)]
    name: Name
    url: Address
    id: UUID | UnsetType = UNSET
    page: UUID | UnsetType = UNSET
    referrer: Address = ""
    title: Text = ""
    age: Age = 0
    scroll: Annotated[int, Meta(ge=0, le=100)] | None = None
    engaged: Milliseconds = 0
    form: Mark = ""
    magnet: Mark = ""
    section: Mark = ""
    target: Address = ""
    props: Properties = {}
    fields: Declared = {}
    answers: Declared = {}
    interactive: bool = True
    value: Money | None = None
    currency: CurrencyOrNone = ""
    timezone: Annotated[str, Meta(max_length=64)] = ""
    automation: bool = False
    consent: Annotated[str, Meta(pattern=r"^(granted|denied|)\Z")] = ""
    visitor: Annotated[str, Meta(max_length=64)] = ""


SaidName = Annotated[str, Meta(max_length=220)]
Nothing = Literal[False] | None
"""How JavaScript writes an attribute or an element that is not there."""


class TagEvent(SentEvent, frozen=True, kw_only=True):
    """An event in the tag's shorthand, which collector/shorthand.py writes out. See docs/events.md.

    The last three are of tags as they were, which pages that name a version of the tag go on using.
    """

    key: Mark = ""
    at: Age | None = None
    form: Mark | Nothing = ""  # type: ignore[assignment]
    magnet: Mark | Nothing = ""  # type: ignore[assignment]
    depth: Annotated[float, Meta(ge=0)] | UnsetType | None = UNSET
    by: Annotated[str, Meta(max_length=64)] = ""
    search: bool | Text = False
    download: bool | UnsetType = UNSET
    sections: dict[Label, float | str] = {}
    field: Declared | Mark | Nothing = None
    said: Annotated[dict[SaidName, Annotated[str, Meta(max_length=2000)]], Meta(max_length=60)] = {}
    choice: Annotated[str, Meta(max_length=64)] = ""
    types: Text = ""
    answer: Declared = {}


class TagBatch(msgspec.Struct, frozen=True, kw_only=True):
    """What the tag says of all events of a request, at the end of the array.

    now: its clock in Unix milliseconds, which `at` of its events is measured by.
    """

    now: Age
    time_zone: Annotated[str, Meta(max_length=64)] = msgspec.field(default="", name="timeZone")
    webdriver: bool | None = None
    name: str = ""


class ImportedEvent(SentEvent, frozen=True, kw_only=True):
    """An event of the past, sent with a site's key. It carries its own time and says who the visitor was.

    ts: Unix milliseconds. visitor: any stable name of the visitor; it is hashed. user_agent, languages: as the
    browser sent them then.
    """

    ts: Annotated[int, Meta(ge=946_684_800_000, le=4_102_444_800_000)]
    visitor: Annotated[str, Meta(min_length=1, max_length=64)]
    user_agent: Annotated[str, Meta(max_length=512)] = ""
    languages: Annotated[str, Meta(max_length=200)] = ""


STAGES = ("contacted", "mql", "sql", "opportunity", "customer", "lost")
"""After "new", in the order in which they are passed."""
Moment = Annotated[int, Meta(ge=946_684_800_000, le=4_102_444_800_000)]
"""Unix milliseconds, of the years 2000 to 2100."""
Decision = Annotated[str, Meta(pattern=r"^(granted|denied|)\Z")]


ChangeKind = Literal[
    "stage", "sale", "refund", "call", "email", "meeting", "note", "consent", "spam", "nps", "retracted"
]


class SentLead(msgspec.Struct, frozen=True, kw_only=True):
    """A lead that no form of the site told of, or more about one that did.

    lead: the leadpump_id that the form carried, if there was one. ts: Unix milliseconds; now if it is missing. Who it
    is: email, phone and the like, or the same in fields. Where it came from: url (with its UTM parameters) and referrer
    as a visit's, or channel, source, medium and campaign in words. See docs/events.md.
    """

    site: Annotated[str, Meta(min_length=1, max_length=253)]
    id: UUID | UnsetType = UNSET
    lead: UUID | UnsetType = UNSET
    ts: Moment | UnsetType = UNSET
    email: Label = ""
    phone: Label = ""
    name: Label = ""
    first_name: Label = ""
    last_name: Label = ""
    company: Label = ""
    postcode: Label = ""
    city: Label = ""
    message: Annotated[str, Meta(max_length=2000)] = ""
    fields: Declared = {}
    answers: Declared = {}
    magnet: Label = ""
    form: Label = ""
    consent: Decision = ""
    url: Address = ""
    referrer: Address = ""
    channel: Label = ""
    source: Label = ""
    medium: Label = ""
    campaign: Label = ""
    author: Label = ""

    def __post_init__(self) -> None:
        if self.lead is UNSET and not (self.email or self.phone or self.name or self.last_name or self.fields):
            raise ValueError("a lead needs lead, email, phone, name, last_name or fields")


class SentChange(msgspec.Struct, frozen=True, kw_only=True):
    """What happened to a lead: a stage it reached, a sale, a call, a note …

    lead: its id, or the leadpump_id of any of its forms; else email or phone names the person. retracts: the id of a
    change that was a mistake.
    """

    site: Annotated[str, Meta(min_length=1, max_length=253)]
    ts: Moment
    id: UUID
    lead: UUID | UnsetType = UNSET
    email: Label = ""
    phone: Label = ""
    kind: Literal[
        "stage", "sale", "refund", "call", "email", "meeting", "note", "consent", "spam", "nps", "retracted"
    ] = "stage"
    stage: Annotated[str, Meta(pattern=r"^(contacted|mql|sql|opportunity|customer|lost|)\Z")] = ""
    reason: Label = ""
    value: Money | None = None
    currency: CurrencyOrNone = ""
    order: Label = ""
    consent: Decision = ""
    note: Mark = ""
    retracts: UUID | UnsetType = UNSET
    author: Label = ""

    def __post_init__(self) -> None:
        if self.lead is UNSET and not (self.email or self.phone) and self.kind != "retracted":
            raise ValueError("a change needs lead, email or phone")
        if (self.kind == "stage") != bool(self.stage):
            raise ValueError("stage belongs to the kind stage, which needs it")
        if self.kind in ("sale", "refund", "nps") and self.value is None:
            raise ValueError("a sale, a refund and an nps answer need value")
        if self.kind == "nps" and not (self.value is not None and self.value in range(11)):
            raise ValueError("an nps answer is a whole number from 0 to 10")
        if self.kind == "consent" and not self.consent:
            raise ValueError("a consent is granted or denied")
        if self.kind == "retracted" and self.retracts is UNSET:
            raise ValueError("what is retracted must be named in retracts")


EmailKind = Literal[
    "sent", "delivered", "opened", "machine_opened", "clicked", "bounced_soft", "bounced_hard",
    "unsubscribed", "complained", "subscribed", "added",
]  # fmt: skip
OF_AN_EMAIL = ("sent", "delivered", "opened", "machine_opened", "clicked", "bounced_soft")
"""What can be told of an e-mail alone; the rest may be about an address, whatever it was sent."""


class SentEmail(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an e-mail: of the one to this address, or of so many recipients' at once (recipients).

    id: of a repeat that is to count once; without one it is made of what is said. entry: what was sent before under the
    same entry is replaced. removed: it is taken back. See docs/events.md.
    """

    site: Annotated[str, Meta(min_length=1, max_length=253)]
    kind: EmailKind
    ts: Moment
    id: UUID | UnsetType = UNSET
    entry: UUID | UnsetType = UNSET
    email: Label = ""
    recipients: Annotated[int, Meta(ge=0, le=100_000_000)] | None = None
    campaign: Label = ""
    subject: Mark = ""
    sequence: Label = ""
    step: Annotated[int, Meta(ge=0, le=1000)] = 0
    message: Label = ""
    list: Label = ""
    utm_campaign: Label = ""
    provider: Label = ""
    author: Label = ""
    removed: bool = False

    def __post_init__(self) -> None:
        if bool(self.email) == (self.recipients is not None):
            raise ValueError("what became of e-mails needs either email or recipients")
        if self.kind in OF_AN_EMAIL and not (self.campaign or self.sequence):
            raise ValueError("an e-mail needs campaign or sequence")
        if bool(self.sequence) != bool(self.step):
            raise ValueError("an e-mail of a sequence needs sequence and step")


PURPOSES = ("media", "agency", "tools", "salary", "other")


class SentCost(msgspec.Struct, frozen=True, kw_only=True):
    """Money spent on one day (of the site's time zone, YYYY-MM-DD).

    entry: what was sent before under the same entry for the same day is replaced. removed: it is taken away.
    """

    site: Annotated[str, Meta(min_length=1, max_length=253)]
    day: date
    amount: Annotated[float, Meta(ge=0, le=1e12)]
    currency: Currency
    id: UUID
    channel: Label = ""
    source: Label = ""
    campaign: Label = ""
    magnet: Label = ""
    purpose: Annotated[str, Meta(pattern=r"^(media|agency|tools|salary|other)\Z")] = "media"
    note: Label = ""
    author: Label = ""
    entry: UUID | UnsetType = UNSET
    removed: bool = False

    def __post_init__(self) -> None:
        if not 2000 <= self.day.year <= 2100:
            raise ValueError("the day must lie between the years 2000 and 2100")


class SentMetric(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured outside the site on one day (of the site's time zone, YYYY-MM-DD).

    What was sent before of the same metric, dimension and day is replaced. adds_up: of a metric of one's own, whether
    its days add up. removed: what was sent before is taken away.
    """

    site: Annotated[str, Meta(min_length=1, max_length=253)]
    day: date
    metric: Annotated[str, Meta(pattern=NAME)]
    value: Annotated[float, Meta(ge=0, le=1e12)]
    id: UUID
    dimension: Label = ""
    adds_up: bool | UnsetType = UNSET
    author: Label = ""
    removed: bool = False

    def __post_init__(self) -> None:
        if not 2000 <= self.day.year <= 2100:
            raise ValueError("the day must lie between the years 2000 and 2100")


class Reason(StrEnum):
    """Why something was refused: the closed set. Each is explained in docs/events.md."""

    NOT_JSON = "not_json"
    NOT_AN_EVENT = "not_an_event"
    MISSING_FIELD = "missing_field"
    BAD_FIELD = "bad_field"
    UNKNOWN_SITE = "unknown_site"
    FOREIGN_ORIGIN = "foreign_origin"
    TOO_OLD = "too_old"
    RATE_LIMITED = "rate_limited"
    TOO_MANY_EVENTS = "too_many_events"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    LENGTH_REQUIRED = "length_required"
    UNSUPPORTED_TYPE = "unsupported_type"
    UNAUTHORIZED = "unauthorized"
    EXEMPT_SITE = "exempt_site"
    STORAGE_FULL = "storage_full"
    FAILED = "failed"


class Refusal(msgspec.Struct, frozen=True):
    """Why something was refused; detail says where, in words, and never repeats what was sent."""

    reason: Reason
    detail: str = ""


Item = TypeVar("Item", SentEvent, TagEvent, ImportedEvent, SentLead, SentChange, SentEmail, SentCost, SentMetric)


def split_items(body: bytes, most: int) -> list[msgspec.Raw] | Refusal:
    """The objects of a body that holds one or an array of them, each still unread."""
    try:
        items = read_items(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        try:
            items = read_items(drop_halves(body))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return Refusal(Reason.NOT_JSON, "the body is not JSON in UTF-8")
    if not items:
        return Refusal(Reason.NOT_AN_EVENT, "the array is empty")
    if len(items) > most:
        return Refusal(Reason.TOO_MANY_EVENTS, f"an array may hold {most} objects")
    return items


def read_items(body: bytes) -> list[msgspec.Raw]:
    """The body's objects, or the decoder's error."""
    if not body.lstrip().startswith(b"["):
        return [msgspec.json.decode(body, type=msgspec.Raw)]
    return msgspec.json.decode(body, type=list[msgspec.Raw])


HALF = re.compile(rb"(\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
"""An escaped backslash or a whole pair, to be kept; or half of a pair."""


def drop_halves(body: bytes) -> bytes:
    """The body without halves of characters: a title or text cut in two, by JavaScript that counts in UTF-16."""
    return HALF.sub(lambda match: match[1] or b"", body)


def read_item(raw: msgspec.Raw, kind: type[Item]) -> Item | Refusal:
    """The object as its type, or what is wrong with it."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError as error:
        detail = words_of(error)
        if "missing required field" in detail:
            return Refusal(Reason.MISSING_FIELD, detail)
        if "at `$" not in detail and "Expected `object`" in detail:
            return Refusal(Reason.NOT_AN_EVENT, "an event is a JSON object")
        return Refusal(Reason.BAD_FIELD, detail)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Refusal(Reason.NOT_JSON, "the body is not JSON in UTF-8")


ONE_OF_FEW = re.compile(r"\AInvalid enum value .* - at `(\$[^`]*)`\Z", re.DOTALL)


def words_of(error: msgspec.ValidationError) -> str:
    """What the error says, without the value: of a field that takes one of a few words it quotes what was sent."""
    return ONE_OF_FEW.sub(r"Expected one of the values that docs/events.md lists - at `\1`", str(error))
