"""Pipedrive, version 2 of its webhooks: people and deals. pipedrive.readme.io/docs/guide-for-webhooks-v2"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from collector.webhook.message import Heard, Hearing, Post, Why, read_json, short
from collector.webhook.signature import check_password
from collector.webhook.stage import stage_of

Text = str | None
Number = int | float | None


class Meta(msgspec.Struct, frozen=True):
    """What happened to what. timestamp: ISO 8601 or Unix seconds."""

    action: str
    entity: str
    timestamp: str | int | None = None
    entity_id: str | int | None = None


class Reach(msgspec.Struct, frozen=True):
    """An e-mail address or a telephone number."""

    value: Text = None
    primary: bool = False


class Person(msgspec.Struct, frozen=True):
    """Somebody in the address book."""

    id: int
    name: Text = None
    emails: list[Reach] | None = None
    phones: list[Reach] | None = None
    add_time: Text = None


class Deal(msgspec.Struct, frozen=True):
    """A deal. status: open, won, lost or deleted."""

    id: int
    person_id: int | None = None
    status: Text = None
    stage_id: int | None = None
    value: Number = None
    currency: Text = None
    lost_reason: Text = None
    add_time: Text = None
    update_time: Text = None
    stage_change_time: Text = None
    won_time: Text = None
    lost_time: Text = None


class Before(msgspec.Struct, frozen=True):
    """What the change changed, as it was; null where it was nothing."""

    status: Text | msgspec.UnsetType = msgspec.UNSET
    stage_id: int | msgspec.UnsetType | None = msgspec.UNSET
    value: Number | msgspec.UnsetType = msgspec.UNSET
    won_time: Text | msgspec.UnsetType = msgspec.UNSET


class Message(msgspec.Struct, frozen=True):
    """A message, its object still unread."""

    meta: Meta
    data: msgspec.Raw = msgspec.Raw(b"null")
    previous: msgspec.Raw = msgspec.Raw(b"null")


def verify(post: Post, secret: str) -> Why | None:
    """The password that Pipedrive was given for the address."""
    return check_password(post, secret)


def read(body: bytes, hearing: Hearing) -> list[Heard]:
    """The message. Raises Unreadable."""
    sent: Message = read_json(body, Message)
    kind = f"{sent.meta.action}.{sent.meta.entity}"
    if sent.meta.action in ("create", "change") and sent.meta.entity == "person":
        return [read_person(kind, read_json(sent.data, Person), hearing)]
    if sent.meta.action in ("create", "change") and sent.meta.entity == "deal":
        # What is new was nothing before.
        before = read_json(sent.previous, Before | None) or Before(status=None)
        return [read_deal(kind, sent.meta, read_json(sent.data, Deal), before, hearing)]
    return [Heard(kind, f"{kind} {sent.meta.entity_id} {sent.meta.timestamp}", why=Why.OTHER_KIND)]


def read_person(kind: str, person: Person, hearing: Hearing) -> Heard:
    """A lead under the person's number, which deals name."""
    lead_id = hearing.id("person", person.id)
    told = {"email": first(person.emails), "phone": first(person.phones), "name": short(person.name)}
    if not told["email"] and not told["phone"]:
        return Heard(kind, f"person {person.id}", why=Why.NOBODY, about=(lead_id,))
    known: dict[str, Any] = {name: value for name, value in told.items() if value}
    lead = hearing.lead(lead_id, hearing.moment(person.add_time), **known)
    return Heard(kind, f"person {person.id} {told['email']} {told['phone']}", facts=(lead,), of_any_age=True)


def first(reach: list[Reach] | None) -> str:
    """The primary one, else the first."""
    given = [one for one in reach or [] if one.value]
    return short(next((one.value for one in given if one.primary), given[0].value if given else ""))


def read_deal(kind: str, meta: Meta, deal: Deal, before: Before, hearing: Hearing) -> Heard:
    """Where the deal of a person stands, and what it is worth once it is won.

    Each fact goes by what it tells: that the deal was won at that time, that its value changed at that time. So they
    add up in whichever order the messages come.
    """
    event = f"{kind} {deal.id} {deal.update_time or meta.timestamp}"
    if deal.person_id is None:
        return Heard(kind, event, why=Why.NOBODY)
    lead_id = hearing.id("person", deal.person_id)
    facts = [
        *unwon(deal, before, hearing),
        *standing(deal, lead_id, hearing),
        *revalued(deal, before, lead_id, hearing),
    ]
    why = None if facts else Why.NO_STAGE if deal.status == "open" else Why.NOTHING_NEW
    return Heard(kind, event, facts=tuple(facts), why=why, about=(lead_id,))


def standing(deal: Deal, lead_id: UUID, hearing: Hearing) -> list[Any]:
    """The stage that the deal has reached."""
    own = hearing.change
    if deal.status == "won":
        at = hearing.moment(deal.won_time or deal.update_time)
        return [own(won_id(deal.id, deal.won_time, hearing), at, lead=lead_id, stage="customer", order=f"{deal.id}")]
    if deal.status == "lost":
        at = hearing.moment(deal.lost_time or deal.update_time)
        fact = hearing.id("lost", deal.id, deal.lost_time)
        return [own(fact, at, lead=lead_id, stage="lost", reason=short(deal.lost_reason))]
    stage = stage_of(str(deal.stage_id), hearing.stages, {str(deal.stage_id): "opportunity"})
    if deal.status != "open" or not stage:
        return []
    since = deal.stage_change_time or deal.add_time
    return [own(hearing.id("stage", deal.id, deal.stage_id, since), hearing.moment(since), lead=lead_id, stage=stage)]


def revalued(deal: Deal, before: Before, lead_id: UUID, hearing: Hearing) -> list[Any]:
    """What a deal is worth, told when it is won; and by how much that changed while it is."""
    if deal.status != "won" or deal.value is None:
        return []
    money = {"currency": (deal.currency or "").upper(), "order": f"{deal.id}"}
    was_won = before.status is msgspec.UNSET and before.value is not msgspec.UNSET
    if was_won:
        less = float(before.value or 0) - float(deal.value)
        at = hearing.moment(deal.update_time)
        return [
            hearing.change(
                hearing.id("value", deal.id, deal.update_time), at, lead=lead_id, kind="refund", value=less, **money
            )
        ]
    if before.status is msgspec.UNSET:
        return []
    at = hearing.moment(deal.won_time or deal.update_time)
    sold = hearing.id("sale", deal.id, deal.won_time)
    return [hearing.change(sold, at, lead=lead_id, kind="sale", value=float(deal.value), **money)]


def unwon(deal: Deal, before: Before, hearing: Hearing) -> list[Any]:
    """A deal that was won and is no more: neither the stage nor the sale holds."""
    if before.status != "won" or deal.status == "won":
        return []
    since = before.won_time if isinstance(before.won_time, str) else None
    at = hearing.moment(deal.update_time)
    return [
        hearing.retract(won_id(deal.id, since, hearing), at),
        hearing.retract(hearing.id("sale", deal.id, since), at),
    ]


def won_id(deal: int, won_time: str | None, hearing: Hearing) -> UUID:
    """The id of the fact that a deal was won at that time."""
    return hearing.id("won", deal, won_time)
