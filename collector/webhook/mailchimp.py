"""Mailchimp: who joined an audience or left it. mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks

It signs nothing, so the key in the address is all there is; it sends forms; and it tells nothing of opens and clicks.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from collector.webhook.message import Heard, Hearing, Unreadable, Why, short

MOST_FIELDS = 200


def read(body: bytes, hearing: Hearing) -> list[Heard]:
    """The message; an empty one tries the address. Raises Unreadable."""
    if not body.strip():
        return [Heard("trial", "trial", why=Why.TEST)]
    try:
        sent = dict(parse_qsl(body.decode(), max_num_fields=MOST_FIELDS))
    except ValueError as error:
        raise Unreadable("the body is no form") from error
    kind = sent.get("type", "")
    if not kind:
        raise Unreadable("type is missing")
    # Mailchimp writes the time of its servers, UTC, without saying so.
    fired = sent.get("fired_at", "")
    at = hearing.moment(f"{fired}+00:00" if fired else "")
    email, list_ = short(sent.get("data[email]")), short(sent.get("data[list_id]"))
    event = f"{kind} {list_} {sent.get('data[id]', '')} {email} {fired}"
    told: dict[str, Any] = {"list": list_, "campaign": short(sent.get("data[campaign_id]"))}
    if kind in ("subscribe", "unsubscribe", "cleaned") and not email:
        return [Heard(kind, event, why=Why.NOBODY)]
    if kind == "subscribe":
        return [subscribed(event, sent, at, email, list_, hearing)]
    if kind == "unsubscribe":
        return [Heard(kind, event, facts=(hearing.email(at, "unsubscribed", email, **told),))]
    if kind == "cleaned":
        complained = sent.get("data[reason]") == "abuse"
        return [
            Heard(
                kind, event, facts=(hearing.email(at, "complained" if complained else "bounced_hard", email, **told),)
            )
        ]
    return [Heard(kind, event, why=Why.OTHER_KIND)]


def subscribed(event: str, sent: dict[str, str], at: int, email: str, list_: str, hearing: Hearing) -> Heard:
    """A reader of the letter is a lead: they left a way to be contacted, and agreed to be."""
    name = f"{sent.get('data[merges][FNAME]', '')} {sent.get('data[merges][LNAME]', '')}".strip()
    person = {"email": email, "phone": short(sent.get("data[merges][PHONE]")), "name": short(name)}
    lead = hearing.lead(
        hearing.id("subscribed", event),
        at,
        form="Mailchimp",
        consent="granted",
        **{k: v for k, v in person.items() if v},
    )
    return Heard("subscribe", event, facts=(lead, hearing.email(at, "subscribed", email, list=list_)))
