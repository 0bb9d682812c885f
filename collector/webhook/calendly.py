"""Calendly: who booked a meeting, moved it, or called it off. developer.calendly.com"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET

from collector.webhook.message import Heard, Hearing, Post, Why, read_json, read_uuid, short
from collector.webhook.signature import check_t_v1

TOLERANCE = 180
Text = str | None


class Tracking(msgspec.Struct, frozen=True):
    """Where the booking page was opened from; salesforce_uuid is free for a leadpump_id."""

    utm_source: Text = None
    utm_medium: Text = None
    utm_campaign: Text = None
    salesforce_uuid: Text = None


class Question(msgspec.Struct, frozen=True):
    """A question of the booking page."""

    question: Text = None
    answer: Text = None


class Meeting(msgspec.Struct, frozen=True):
    """When, and what it is called."""

    start_time: Text = None
    name: Text = None


class Invitee(msgspec.Struct, frozen=True):
    """Somebody's place in a meeting; a meeting that is moved has a new one."""

    uri: str
    email: Text = None
    name: Text = None
    first_name: Text = None
    last_name: Text = None
    text_reminder_number: Text = None
    created_at: Text = None
    updated_at: Text = None
    tracking: Tracking | None = None
    questions_and_answers: list[Question] | None = None
    scheduled_event: Meeting | None = None
    rescheduled: bool = False
    old_invitee: Text = None
    invitee: Text = None


class Booked(msgspec.Struct, frozen=True):
    """A message."""

    event: str
    payload: msgspec.Raw
    created_at: Text = None


def verify(post: Post, secret: str) -> Why | None:
    """Calendly-Webhook-Signature."""
    return check_t_v1(post, "calendly-webhook-signature", secret, TOLERANCE)


def read(body: bytes, hearing: Hearing) -> list[Heard]:
    """The message. Raises Unreadable."""
    sent: Booked = read_json(body, Booked)
    if sent.event not in ("invitee.created", "invitee.canceled", "invitee_no_show.created"):
        return [Heard(sent.event, f"{sent.event} {sent.created_at}", why=Why.OTHER_KIND)]
    invitee: Invitee = read_json(sent.payload, Invitee)
    event = f"{sent.event} {invitee.uri}"
    at = hearing.moment(sent.created_at)
    if sent.event == "invitee.created":
        return [read_booking(sent.event, event, invitee, hearing)]
    if sent.event == "invitee.canceled":
        return [
            Heard(sent.event, event, facts=called_off(invitee.uri, hearing, at), about=(lead_id(invitee.uri, hearing),))
        ]
    if not invitee.invitee:
        return [Heard(sent.event, event, why=Why.NOBODY)]
    return [Heard(sent.event, event, facts=called_off(invitee.invitee, hearing, at))]


def read_booking(kind: str, event: str, invitee: Invitee, hearing: Hearing) -> Heard:
    """A lead, and a meeting at the time it was booked for.

    A meeting that was moved is told as a new booking that names the old one: the old meeting is withdrawn, whether or
    not its cancellation arrives, and the person stays the lead they are.
    """
    person = {
        "email": short(invitee.email),
        "phone": short(invitee.text_reminder_number),
        "name": short(invitee.name) or short(f"{invitee.first_name or ''} {invitee.last_name or ''}".strip()),
    }
    told: dict[str, Any] = {name: value for name, value in person.items() if value}
    if not told:
        return Heard(kind, event, why=Why.NOBODY)
    tracking, meeting = invitee.tracking or Tracking(), invitee.scheduled_event or Meeting()
    own, booked = lead_id(invitee.uri, hearing), hearing.moment(invitee.created_at)
    lead = hearing.lead(
        own,
        booked,
        lead=read_uuid(tracking.salesforce_uuid) or UNSET,
        form=short(f"Calendly: {meeting.name}" if meeting.name else "Calendly"),
        source=short(tracking.utm_source),
        medium=short(tracking.utm_medium),
        campaign=short(tracking.utm_campaign),
        answers={
            short(one.question): short(one.answer, 500)
            for one in (invitee.questions_and_answers or [])[:30]
            if one.question and one.answer
        },
        **told,
    )
    held = hearing.change(
        meeting_id(invitee.uri, hearing), hearing.moment(meeting.start_time), lead=own, kind="meeting"
    )
    moved = called_off(invitee.old_invitee, hearing, booked) if invitee.old_invitee else ()
    return Heard(kind, event, facts=(lead, held, *moved), of_any_age=bool(moved))


def called_off(invitee: str, hearing: Hearing, ts: int) -> tuple[Any, ...]:
    """That the meeting of an invitee is withdrawn."""
    return (hearing.retract(meeting_id(invitee, hearing), ts),)


def lead_id(invitee: str, hearing: Hearing) -> UUID:
    """The id under which an invitee is a lead."""
    return hearing.id("invitee", invitee)


def meeting_id(invitee: str, hearing: Hearing) -> UUID:
    """The id of an invitee's meeting."""
    return hearing.id("meeting", invitee)
