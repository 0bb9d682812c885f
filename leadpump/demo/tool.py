"""What the invented business's other tools deliver: bookings, payments, and what goes wrong with them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from collector.webhook.signature import hmac_sha256
from leadpump.demo.contact import contact_of
from leadpump.demo.follow_up import in_office_hours
from leadpump.demo.page import QUOTE
from leadpump.demo.visit import answers_of

SENDERS = ("calendly", "stripe", "generic")
"""The tools that the business has connected."""
HEADERS = {
    "calendly": "Calendly-Webhook-Signature",
    "stripe": "Stripe-Signature",
    "generic": "Leadpump-Signature",
}
BOOKINGS = 9
UNCALLED, PAYING = 3, (2, 5)
"""Whom of those who book nobody calls, and who pay the survey."""
CAME_BY = (
    {"utm_source": "google", "utm_medium": "cpc", "utm_campaign": "toiture-automne"},
    {"utm_source": "pagesjaunes", "utm_medium": "referral"},
    {"utm_source": "brevo", "utm_medium": "email", "utm_campaign": "rendez-vous"},
)
SURVEY_CENTS = 8900
"""A survey of the roof is paid when it is booked."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message. forged: signed by somebody who does not know the secret."""

    sender: str
    message: Any
    forged: bool = False

    def signed(self, secret: str, now: datetime) -> tuple[bytes, dict[str, str]]:
        """The body, and the headers that prove it."""
        body = json.dumps(self.message, ensure_ascii=False).encode()
        time = str(int(now.timestamp()))
        right = hmac_sha256("somebody else" if self.forged else secret, f"{time}.".encode() + body).hex()
        return body, {HEADERS[self.sender]: f"t={time},v1={right}", "Content-Type": "application/json"}


def deliveries(now: datetime) -> list[Delivery]:
    """The deliveries of the last two weeks, in order."""
    rng = Random(f"{now:%Y-%m-%d}/tools")  # noqa: S311
    told: list[Delivery] = []
    for number in range(BOOKINGS):
        at = now - timedelta(days=13.0 - number * 1.3, hours=rng.uniform(0, 5))
        told += booking(number, at, rng, moved=number == 4, off=number == 6)
    return [*told, *oddities(now)]


def booking(number: int, at: datetime, rng: Random, *, moved: bool, off: bool) -> Iterator[Delivery]:
    """Somebody books a visit, and is called soon after; a few pay the survey at once, and one gets the money back."""
    key = f"{at:%Y%m%d}-{number}"
    person = contact_of(f"tools/{key}", QUOTE)
    first = invitee(key, person, at, at + timedelta(days=3), rng)
    yield Delivery("calendly", calendly("invitee.created", at, first))
    if moved:
        second = invitee(f"{key}-b", person, at + timedelta(hours=20), at + timedelta(days=6), rng)
        again = replace_of(second, old_invitee=first["uri"])
        gone = replace_of(first, rescheduled=True, new_invitee=second["uri"], status="canceled")
        yield Delivery("calendly", calendly("invitee.created", at + timedelta(hours=20), again))
        yield Delivery("calendly", calendly("invitee.canceled", at + timedelta(hours=20), gone))
    if off:
        yield Delivery("calendly", calendly("invitee.canceled", at + timedelta(hours=30), first))
        return
    if number != UNCALLED:
        yield Delivery("generic", called(key, person, at, rng))
    if number in PAYING:
        paid = at + timedelta(minutes=4)
        yield Delivery("stripe", stripe("checkout.session.completed", paid, key, session(key, person)))
    if number == PAYING[0]:
        back = at + timedelta(days=2)
        yield Delivery("stripe", stripe("charge.refunded", back, key, charge(key), {"amount_refunded": 0}))


def oddities(now: datetime) -> Iterator[Delivery]:
    """What is left aside or refused: every log has some."""
    key = f"{now:%Y%m%d}-odd"
    person = contact_of(f"tools/{key}", QUOTE)
    unpaid = session(key, person) | {"payment_status": "unpaid"}
    yield Delivery("stripe", stripe("checkout.session.completed", now, f"{key}-debit", unpaid))
    yield Delivery("stripe", stripe("customer.updated", now, f"{key}-customer", {"id": "cus_demo"}))
    yield Delivery(
        "stripe", stripe("checkout.session.completed", now, f"{key}-forged", session(key, person)), forged=True
    )
    mistake = {"id": f"{key}-1", "type": "sale", "email": person["email"]}
    right = {"id": f"{key}-2", "type": "call", "email": person["email"], "note": "Rappeler après le devis"}
    yield Delivery("generic", mistake)
    yield Delivery("generic", right)


def invitee(key: str, person: dict[str, str], booked: datetime, start: datetime, rng: Random) -> dict[str, Any]:
    """Somebody's place in a meeting, as Calendly tells it."""
    means, interest = rng.betavariate(2.2, 2.4), rng.betavariate(2, 3)
    answers = answers_of(means, interest, rng.random())
    event = f"https://api.calendly.com/scheduled_events/{key}"
    return {
        "uri": f"{event}/invitees/{key}",
        "email": person["email"],
        "name": f"{person['first_name']} {person['last_name']}",
        "text_reminder_number": person["phone"],
        "created_at": iso(booked),
        "rescheduled": False,
        "status": "active",
        "tracking": rng.choice((*CAME_BY, *CAME_BY, {})),
        "questions_and_answers": [{"question": name, "answer": answer} for name, answer in answers.items()],
        "scheduled_event": {"uri": event, "name": "Visite de toiture", "start_time": iso(start)},
    }


def called(key: str, person: dict[str, str], at: datetime, rng: Random) -> dict[str, Any]:
    """The call by which the office confirms a visit, as its telephone tells of it."""
    ts = in_office_hours(rng, int(at.timestamp() * 1000) + int(rng.uniform(10, 50) * 60_000))
    note = "Visite confirmée"
    return {"id": f"{key}-call", "type": "call", "email": person["email"], "ts": ts, "note": note}


def calendly(event: str, at: datetime, payload: dict[str, Any]) -> dict[str, Any]:
    """A message of Calendly's."""
    return {"event": event, "created_at": iso(at), "payload": payload}


def session(key: str, person: dict[str, str]) -> dict[str, Any]:
    """A checkout, as Stripe tells it."""
    return {
        "id": f"cs_demo_{key}",
        "amount_total": SURVEY_CENTS,
        "currency": "eur",
        "payment_status": "paid",
        "payment_intent": f"pi_demo_{key}",
        "customer_details": {"email": person["email"], "name": f"{person['first_name']} {person['last_name']}"},
    }


def charge(key: str) -> dict[str, Any]:
    """A payment that was paid back."""
    return {
        "id": f"ch_demo_{key}",
        "amount_refunded": SURVEY_CENTS,
        "currency": "eur",
        "payment_intent": f"pi_demo_{key}",
    }


def stripe(
    kind: str, at: datetime, key: str, about: dict[str, Any], before: dict[str, Any] | None = None
) -> dict[str, Any]:
    """An event of Stripe's."""
    return {
        "id": f"evt_demo_{kind}_{key}",
        "type": kind,
        "created": int(at.timestamp()),
        "livemode": True,
        "data": {"object": about} | ({"previous_attributes": before} if before else {}),
    }


def replace_of(value: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The same with other values."""
    return value | changes


def iso(moment: datetime) -> str:
    """A time as tools write it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
