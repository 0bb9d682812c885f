"""What a sender posted, what is heard in it, and why something is not taken in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

import msgspec

from collector.event import EmailKind, SentChange, SentEmail, SentLead

NAMESPACE = UUID("6d1f6a5c-3c0e-5d0b-9f0e-4c6561640001")
"""Ids of facts are made of names in it, so the same message told again makes the same ids."""
EARLIEST, LATEST = 946_684_800_000, 4_102_444_800_000
MOST_MONEY = 1e12
Fact = SentLead | SentChange | SentEmail


class Why(StrEnum):
    """Why a delivery, or a message of one, was not taken in: the closed set. docs/integrations.md explains each."""

    NO_SECRET = "no_secret"  # noqa: S105 - a reason
    NO_SIGNATURE = "no_signature"
    BAD_SIGNATURE = "bad_signature"
    STALE = "stale"
    UNREADABLE = "unreadable"
    FAILED = "failed"
    OTHER_KIND = "other_kind"
    TEST = "test"
    NOT_PAID = "not_paid"
    NOBODY = "nobody"
    NO_STAGE = "no_stage"
    OTHER_CURRENCY = "other_currency"
    NOTHING_NEW = "nothing_new"


class Verdict(StrEnum):
    """What became of a delivery."""

    TAKEN = "taken"
    IGNORED = "ignored"
    REFUSED = "refused"
    FAILED = "failed"


class Unreadable(Exception):
    """The body is not what its sender sends."""


@dataclass(frozen=True, slots=True)
class Post:
    """A request. headers: names in lower case. addresses: those it may have been sent to, as the sender wrote them.

    at: when it came.
    """

    headers: Mapping[str, str]
    body: bytes
    addresses: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Hearing:
    """What a reader knows beside the body. received: Unix milliseconds. stages: the owner's, by the sender's name."""

    site: str
    sender: str
    received: int
    stages: Mapping[str, str] = field(default_factory=dict)

    def id(self, *name: object) -> UUID:
        """The id of what the sender calls so."""
        return uuid5(NAMESPACE, "\0".join((self.site, self.sender, *map(str, name))))

    def lead(self, id_: UUID, ts: int, **told: Any) -> SentLead:
        """A lead that the sender tells of."""
        return SentLead(site=self.site, id=id_, ts=ts, **told)

    def change(self, id_: UUID, ts: int, **told: Any) -> SentChange:
        """What the sender tells to have happened to a lead. Raises Unreadable of an amount that nobody pays."""
        if abs(told.get("value") or 0) > MOST_MONEY:
            raise Unreadable("an amount is beyond 1e12")
        return SentChange(site=self.site, id=id_, ts=ts, author=self.sender, **told)

    def email(self, ts: int, kind: EmailKind, email: str, **told: Any) -> SentEmail:
        """What became of the sender's e-mail to somebody. Its id is made of what it says: see enrich_email."""
        return SentEmail(site=self.site, kind=kind, ts=ts, email=email[:200], provider=self.sender, **told)

    def retract(self, fact: UUID, ts: int) -> SentChange:
        """That a fact was none after all."""
        return self.change(self.id("retract", fact), ts, kind="retracted", retracts=fact)

    def moment(self, text: object) -> int:
        """A time as Unix milliseconds, told in ISO 8601, seconds or milliseconds; when it came, if it is none."""
        found = read_moment(text)
        return self.received if found is None else found


@dataclass(frozen=True, slots=True)
class Heard:
    """A message. kind, event: as the sender calls it, and by what it tells it from others. why: it means nothing here.

    facts: what it says. of_any_age: the leads among them are of people who may have been leads long ago, and are
    still: no second one is made of them. about: ids of leads that the body speaks of.
    """

    kind: str
    event: str
    facts: tuple[Fact, ...] = ()
    why: Why | None = None
    detail: str = ""
    of_any_age: bool = False
    about: tuple[UUID, ...] = ()


def read_json(body: bytes, kind: Any) -> Any:
    """The body as its type. Raises Unreadable, which says where and never what."""
    try:
        return msgspec.json.decode(body, type=kind, strict=False)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(str(error) if isinstance(error, msgspec.ValidationError) else "the body is no JSON") from error


def read_moment(text: object) -> int | None:
    """A time as Unix milliseconds, within the years that are taken."""
    if isinstance(text, str) and text.isascii() and text.isdigit() and 9 <= len(text) <= 13:
        text = int(text)
    if isinstance(text, int | float) and not isinstance(text, bool):
        number = float(text)
    else:
        try:
            moment = datetime.fromisoformat(str(text).strip().replace(" ", "T", 1))
        except ValueError:
            return None
        if moment.tzinfo is None:
            return None
        number = moment.timestamp()
    ms = number if number > 1e11 else number * 1000
    return int(ms) if EARLIEST <= ms <= LATEST else None


def read_uuid(text: object) -> UUID | None:
    """A leadpump_id, or None of anything else."""
    try:
        found = UUID(str(text))
    except ValueError:
        return None
    return found if found.int else None


def short(text: object, most: int = 200) -> str:
    """A text no longer than a label; "" of what is none."""
    return text[:most] if isinstance(text, str) else ""
