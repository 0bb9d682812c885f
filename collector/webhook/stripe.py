"""Stripe: what was paid, and what was paid back. docs.stripe.com/api/events, docs.stripe.com/webhooks"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET

from collector.webhook.message import Heard, Hearing, Post, Why, read_json, read_uuid, short
from collector.webhook.signature import check_t_v1

TOLERANCE = 300
WHOLE = frozenset(
    ("BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF")
)
"""Currencies whose amounts are told in units; ISK and UGX have no smaller unit either, and are told in hundredths."""
THOUSANDTHS = frozenset(("BHD", "JOD", "KWD", "OMR", "TND"))
CHECKOUTS = ("checkout.session.completed", "checkout.session.async_payment_succeeded")
INVOICES = ("invoice.paid", "invoice.payment_succeeded")
REFUNDED = "charge.refunded"
Text = str | None


class Customer(msgspec.Struct, frozen=True):
    """Who pays."""

    email: Text = None
    name: Text = None
    phone: Text = None


class Session(msgspec.Struct, frozen=True):
    """A checkout. Amounts in the currency's smallest unit."""

    id: str
    amount_total: int | None = None
    currency: Text = None
    payment_status: Text = None
    payment_intent: Text = None
    client_reference_id: Text = None
    customer_details: Customer | None = None
    customer_email: Text = None


class Invoice(msgspec.Struct, frozen=True):
    """A bill of a subscription."""

    id: str
    amount_paid: int = 0
    currency: Text = None
    billing_reason: Text = None
    payment_intent: Text = None
    customer_email: Text = None
    customer_name: Text = None
    customer_phone: Text = None


class Charge(msgspec.Struct, frozen=True):
    """A payment by card, direct debit …; amount_refunded is what was paid back of it until now."""

    id: str
    amount_refunded: int = 0
    currency: Text = None
    payment_intent: Text = None


class Before(msgspec.Struct, frozen=True):
    """What the event changed, as it was."""

    amount_refunded: int = 0


class Data(msgspec.Struct, frozen=True):
    """What the event is about, still unread."""

    object: msgspec.Raw
    previous_attributes: Before | None = None


class Event(msgspec.Struct, frozen=True):
    """An event. created: Unix seconds."""

    id: str
    type: str
    created: int
    data: Data
    livemode: bool = True


def verify(post: Post, secret: str) -> Why | None:
    """Stripe-Signature."""
    return check_t_v1(post, "stripe-signature", secret, TOLERANCE)


def read(body: bytes, hearing: Hearing) -> list[Heard]:
    """The event. Raises Unreadable."""
    event: Event = read_json(body, Event)
    if not event.livemode:
        return [Heard(event.type, event.id, why=Why.TEST)]
    if event.type in CHECKOUTS:
        return [read_checkout(event, read_json(event.data.object, Session), hearing)]
    if event.type in INVOICES:
        return [read_invoice(event, read_json(event.data.object, Invoice), hearing)]
    if event.type == REFUNDED:
        return [read_refund(event, read_json(event.data.object, Charge), hearing)]
    return [Heard(event.type, event.id, why=Why.OTHER_KIND)]


def read_checkout(event: Event, session: Session, hearing: Hearing) -> Heard:
    """A sale, once it is paid: by whoever the page named in client_reference_id, and else by the e-mail address.

    A buyer is a customer, so one who was no lead becomes one.
    """
    if session.payment_status != "paid" or not session.amount_total:
        return Heard(event.type, event.id, why=Why.NOT_PAID)
    customer = session.customer_details or Customer()
    buyer = {
        "email": short(customer.email or session.customer_email),
        "phone": short(customer.phone),
        "name": short(customer.name),
    }
    payment = session.payment_intent or session.id
    named = read_uuid(session.client_reference_id)
    return sale(event, hearing, payment, session.id, (session.amount_total, session.currency or ""), buyer, named)


def read_invoice(event: Event, invoice: Invoice, hearing: Hearing) -> Heard:
    """A renewal is another sale; the first bill of a subscription is told by its checkout."""
    if invoice.billing_reason != "subscription_cycle":
        return Heard(event.type, event.id, why=Why.OTHER_KIND)
    if not invoice.amount_paid:
        return Heard(event.type, event.id, why=Why.NOT_PAID)
    buyer = {
        "email": short(invoice.customer_email),
        "phone": short(invoice.customer_phone),
        "name": short(invoice.customer_name),
    }
    payment = invoice.payment_intent or invoice.id
    return sale(event, hearing, payment, invoice.id, (invoice.amount_paid, invoice.currency or ""), buyer, None)


def sale(
    event: Event,
    hearing: Hearing,
    payment: str,
    order: str,
    paid: tuple[int, str],
    buyer: dict[str, Any],
    named: UUID | None,
) -> Heard:
    """A lead that tells of the buyer under the payment's id, which refunds name too, and its sale."""
    ts = hearing.moment(event.created)
    lead_id = hearing.id("payment", payment)
    told = {name: value for name, value in buyer.items() if value}
    if named is None and not told:
        return Heard(event.type, event.id, why=Why.NOBODY)
    currency = paid[1].upper()
    value = units(paid[0], currency)
    return Heard(
        event.type,
        event.id,
        facts=(
            hearing.lead(lead_id, ts, lead=named or UNSET, **told),
            hearing.change(
                hearing.id("sale", order),
                ts,
                lead=lead_id,
                kind="sale",
                value=value,
                currency=currency,
                order=short(payment),
            ),
        ),
        of_any_age=True,
    )


def read_refund(event: Event, charge: Charge, hearing: Hearing) -> Heard:
    """What was paid back by this event alone: Stripe tells the sum so far, and the sum before.

    So the facts add up in whichever order they come, and a sum told twice is told once: its fact goes by the sum
    before. A refund counts for the sale of its payment, and for none if no sale of it was told.
    """
    before = event.data.previous_attributes.amount_refunded if event.data.previous_attributes else 0
    back = charge.amount_refunded - before
    if back <= 0:
        return Heard(event.type, event.id, why=Why.NOTHING_NEW)
    if not charge.payment_intent:
        return Heard(event.type, event.id, why=Why.NOBODY)
    currency = (charge.currency or "").upper()
    lead_id = hearing.id("payment", charge.payment_intent)
    fact = hearing.change(
        hearing.id("refund", charge.id, before),
        hearing.moment(event.created),
        lead=lead_id,
        kind="refund",
        value=units(back, currency),
        currency=currency,
        order=short(charge.payment_intent),
    )
    return Heard(event.type, event.id, facts=(fact,), about=(lead_id,))


def units(amount: int, currency: str) -> float:
    """An amount of the currency's smallest unit in the currency."""
    return amount / (1 if currency in WHOLE else 1000 if currency in THOUSANDTHS else 100)
