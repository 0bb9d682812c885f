"""What a delivery tells of, in words: by how its sender calls it."""

from __future__ import annotations

from collections.abc import Callable

from collector.webhook import brevo
from leadpump.emails.import_names import KIND_NAMES as OF_EMAILS
from reports.language import N_

ADDED = N_("Added to a list")
KINDS: dict[str, dict[str, str]] = {
    "brevo": {kind: OF_EMAILS.get(told, ADDED) for kind, told in brevo.KINDS.items()},
    "mailchimp": {
        "trial": N_("Trial of the address"),
        "subscribe": N_("Joined the audience"),
        "unsubscribe": N_("Left the audience"),
        "cleaned": N_("Address taken off the audience"),
        "profile": N_("Contact changed"),
        "upemail": N_("E-mail address changed"),
        "campaign": N_("Mailing sent"),
    },
    "stripe": {
        "checkout.session.completed": N_("Order completed"),
        "checkout.session.async_payment_succeeded": N_("Later payment received"),
        "invoice.paid": N_("Invoice paid"),
        "invoice.payment_succeeded": N_("Invoice paid"),
        "charge.refunded": N_("Payment refunded"),
        "customer.created": N_("Customer record created"),
        "customer.updated": N_("Customer record changed"),
    },
    "calendly": {
        "invitee.created": N_("Meeting booked"),
        "invitee.canceled": N_("Meeting called off"),
        "invitee_no_show.created": N_("Did not come to the meeting"),
    },
    "hubspot": {
        "contact.propertyChange": N_("Contact changed"),
        "deal.propertyChange": N_("Deal changed"),
        "object.propertyChange": N_("Contact or deal changed"),
        "workflow.contact": N_("Contact, told by a workflow"),
        "workflow.deal": N_("Deal, told by a workflow"),
    },
    "pipedrive": {
        "create.person": N_("Person added"),
        "change.person": N_("Person changed"),
        "create.deal": N_("Deal added"),
        "change.deal": N_("Deal updated"),
    },
    "generic": {
        "lead": N_("Lead"),
        "stage": N_("Stage reached"),
        "sale": N_("Sale"),
        "refund": N_("Refund"),
        "call": N_("Call"),
        "email": N_("E-mail written"),
        "meeting": N_("Meeting"),
        "note": N_("Note"),
        "consent": N_("Consent"),
        "spam": N_("Spam"),
        "nps": N_("Recommendation (NPS)"),
        "retracted": N_("Taken back"),
    },
}
"""Of each sender the kinds that are read, and the usual ones that are not; any other is shown as it is called."""


def kind_name(sender: str, kind: str, say: Callable[[str], str]) -> str:
    """What a delivery tells of, in words; "" where one of its kinds has none. kind: one, or several with commas."""
    names = KINDS.get(sender, {})
    told = [one for one in kind.removesuffix(" …").split(", ") if one]
    if not told or any(one not in names for one in told):
        return ""
    return ", ".join(dict.fromkeys(say(names[one]) for one in told)) + (" …" if kind.endswith(" …") else "")
