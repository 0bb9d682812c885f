"""Brevo: what became of its e-mails, marketing and transactional. developers.brevo.com/docs/marketing-webhooks"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from collector.event import EmailKind
from collector.webhook.message import Heard, Hearing, Post, Why, read_json, short
from collector.webhook.signature import check_password

KINDS: dict[str, EmailKind] = {
    "request": "sent",
    "sent": "sent",
    "delivered": "delivered",
    "opened": "opened",
    "unique_opened": "opened",
    "proxy_open": "machine_opened",
    "unique_proxy_open": "machine_opened",
    "click": "clicked",
    "clicked": "clicked",
    "hard_bounce": "bounced_hard",
    "invalid_email": "bounced_hard",
    "invalid": "bounced_hard",
    "soft_bounce": "bounced_soft",
    "unsubscribe": "unsubscribed",
    "unsubscribed": "unsubscribed",
    "spam": "complained",
    "complaint": "complained",
    "list_addition": "added",
}
"""Its events in snake case; a proxy that fetches pictures in a reader's place is a machine."""
Scalar = str | int | float | None


class Event(msgspec.Struct, frozen=True):
    """An event. ts_event, ts_epoch: the moment in seconds and in milliseconds, UTC; ts: where neither is told."""

    event: str
    email: str | list[str] | None = None
    id: Scalar = None
    camp_id: Scalar = None
    campaign: str | None = msgspec.field(default=None, name="campaign name")
    subject: str | None = None
    tag: str | None = None
    tags: list[str] | None = None
    template_id: Scalar = None
    message_id: str | None = msgspec.field(default=None, name="message-id")
    list_id: Scalar | list[Scalar] = None
    ts_event: Scalar = None
    ts_epoch: Scalar = None
    ts: Scalar = None


def verify(post: Post, secret: str) -> Why | None:
    """The token or password that Brevo was given, if it was given one."""
    return check_password(post, secret)


def read(body: bytes, hearing: Hearing) -> list[Heard]:
    """One event, or several where Brevo was asked to send them together. Raises Unreadable."""
    sent = read_json(body, Event | list[Event])
    return [heard for event in (sent if isinstance(sent, list) else [sent]) for heard in read_event(event, hearing)]


def read_event(event: Event, hearing: Hearing) -> list[Heard]:
    """What became of an e-mail to each address that it names."""
    kind = KINDS.get(snake(event.event))
    addresses = event.email if isinstance(event.email, list) else [event.email] if event.email else []
    lists = event.list_id if isinstance(event.list_id, list) else [event.list_id]
    list_ = ", ".join(str(one) for one in lists if one is not None)[:200]
    campaign = campaign_of(event)
    name = f"{event.event} {campaign} {event.message_id} {list_} {event.ts_event or event.ts_epoch or event.ts}"
    if kind is None or (not campaign and kind in OF_A_MAILING):
        return [Heard(event.event, f"{name} {addresses}", why=Why.OTHER_KIND)]
    if not addresses:
        return [Heard(event.event, name, why=Why.NOBODY)]
    at = first_time(event, hearing)
    told: dict[str, Any] = {
        "campaign": campaign,
        "subject": short(event.subject, 2000),
        "message": short(event.message_id),
        "list": list_,
    }
    return [
        Heard(event.event, f"{name} {address}", facts=(hearing.email(at, kind, address, **told),))
        for address in addresses[:500]
    ]


OF_A_MAILING = ("sent", "delivered", "opened", "machine_opened", "clicked", "bounced_soft")


def snake(text: str) -> str:
    """hardBounce and hard_bounce are the same."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", text).lower()


def campaign_of(event: Event) -> str:
    """What the e-mail is called: the campaign, else the tag or template of a transactional one, else its subject."""
    tags = event.tags or []
    template = f"template {event.template_id}" if event.template_id not in (None, "", 0) else ""
    campaign = f"campaign {event.camp_id}" if event.camp_id not in (None, "", 0) else ""
    return short(
        (event.campaign or "").strip() or campaign or (tags[0] if tags else event.tag) or template or event.subject
    )


def first_time(event: Event, hearing: Hearing) -> int:
    """When it happened. Of marketing e-mails `ts` is in a zone of its own, so it is asked last."""
    return hearing.moment(next((one for one in (event.ts_event, event.ts_epoch, event.ts) if one), ""))
