"""The senders whose webhooks are understood."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from collector.webhook import brevo, calendly, generic, hubspot, mailchimp, pipedrive, stripe
from collector.webhook.message import Heard, Hearing, Post, Why


class Secret(StrEnum):
    """Where a sender's secret comes from: its owner pastes it, or we make it; or the key in the address is enough."""

    PASTED = "pasted"
    MADE = "made"
    OPTIONAL = "optional"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Sender:
    """A sender. verify: what is wrong with the proof, given the secret. read: what it says; raises Unreadable.

    has_stages: whether the owner may say what its stages are here.
    """

    name: str
    secret: Secret
    verify: Callable[[Post, str], Why | None]
    read: Callable[[bytes, Hearing], list[Heard]]
    has_stages: bool = False


def nothing_to_prove(post: Post, secret: str) -> Why | None:  # noqa: ARG001 - as the others are called
    """Of a sender that proves nothing: the key in the address is enough."""
    return None


SENDERS: dict[str, Sender] = {
    sender.name: sender
    for sender in (
        Sender("brevo", Secret.OPTIONAL, brevo.verify, brevo.read),
        Sender("mailchimp", Secret.NONE, nothing_to_prove, mailchimp.read),
        Sender("stripe", Secret.PASTED, stripe.verify, stripe.read),
        Sender("calendly", Secret.PASTED, calendly.verify, calendly.read),
        Sender("hubspot", Secret.PASTED, hubspot.verify, hubspot.read, has_stages=True),
        Sender("pipedrive", Secret.OPTIONAL, pipedrive.verify, pipedrive.read, has_stages=True),
        Sender("generic", Secret.MADE, generic.verify, generic.read),
    )
}
