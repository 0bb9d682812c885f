"""What people write about leads on a page: read from its form, checked, and made a record of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec

from collector.enrich import Identity, enrich_change, enrich_lead
from collector.event import STAGES, SentChange, SentLead
from collector.own_rule import OwnRule
from collector.person import plain_email, plain_phone
from collector.record import ChangeRecord, LeadRecord
from collector.site import KnownSite
from leadpump.costs import form as costs
from leadpump.records.site import SiteRecord
from leadpump.sheet.named import channel_named
from reports.magnet import named
from reports.stage import LOST_REASONS

KINDS = ("stage", "call", "email", "meeting", "note", "sale", "refund", "consent")
WITH_AMOUNT = ("sale", "refund")
WHO = ("name", "email", "phone")
LEAD_FIELDS = (*WHO, "company", "channel", "source", "campaign", "magnet")
LONGEST = 200
LONGEST_NOTE = 2000
FIRST_YEAR = 2000


class Problem(StrEnum):
    """Why a form cannot be kept."""

    BAD_KIND = "bad_kind"
    BAD_TIME = "bad_time"
    FUTURE = "future"
    BAD_AMOUNT = "bad_amount"
    UNCLEAR_AMOUNT = "unclear_amount"
    NO_AMOUNT = "no_amount"
    NOBODY = "nobody"
    BAD_EMAIL = "bad_email"
    BAD_PHONE = "bad_phone"
    LONG_TEXT = "long_text"
    NO_NOTE = "no_note"
    LONG_NOTE = "long_note"


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes, about which site, and when."""

    site: SiteRecord
    known: KnownSite
    identity: Identity
    author: str
    now: datetime


def writer_of(site: SiteRecord, rules: Sequence[OwnRule], identity: Identity, author: str, now: datetime) -> Writer:
    """Somebody who writes about a site. rules: its own rules of channels."""
    known = KnownSite(name=site.name, hosts=site.hosts, channel_rules=tuple(rules), mode=site.mode)
    return Writer(site, known, identity, author, now)


def read_change(form: Mapping[str, str], lead: UUID, writer: Writer) -> ChangeRecord | Problem:
    """The record that the form of a lead describes."""
    chosen = form.get("what", "")
    stage = chosen.removeprefix("stage:") if chosen.startswith("stage:") else ""
    kind = "stage" if stage else chosen
    if kind not in KINDS or (kind == "stage" and stage not in STAGES):
        return Problem.BAD_KIND
    at = read_moment(form.get("at", ""), writer)
    if isinstance(at, Problem):
        return at
    takes_amount = kind in WITH_AMOUNT or stage == "customer"
    amount = read_amount(form.get("amount", ""), writer.site.currency) if takes_amount else None
    note = read_note(form)
    problem = find_problem(kind, amount, note)
    if problem is not None:
        return problem
    return change_record(
        writer,
        lead=str(lead),
        id=read_id(form),
        ts=at,
        kind=kind,
        stage=stage,
        reason=read_reason(form) if stage == "lost" or kind == "call" else "",
        value=None if amount is None or isinstance(amount, Problem) else float(amount),
        currency=writer.site.currency if amount is not None else "",
        order=form.get("order", "").strip()[:200] if kind in WITH_AMOUNT else "",
        consent=form.get("decision", "") if kind == "consent" else "",
        note=note,
    )


def find_problem(kind: str, amount: Decimal | Problem | None, note: str) -> Problem | None:
    """What is wrong with what was typed."""
    if isinstance(amount, Problem):
        return amount
    if kind in WITH_AMOUNT and amount is None:
        return Problem.NO_AMOUNT
    if kind == "note" and not note:
        return Problem.NO_NOTE
    return Problem.LONG_NOTE if len(note) > LONGEST_NOTE else None


def change_record(writer: Writer, **fields: object) -> ChangeRecord:
    """The record of a change with these fields. Raises msgspec.ValidationError."""
    sent = msgspec.convert({"site": writer.site.name, "author": writer.author, **fields}, SentChange)
    return enrich_change(sent, writer.known, writer.identity, writer.now, via="page")


def read_id(form: Mapping[str, str]) -> str:
    """The id that the form was shown with, so that a form sent twice counts once; a new one if it has none."""
    try:
        return str(UUID(form.get("id", "")))
    except ValueError:
        return str(uuid4())


def read_note(form: Mapping[str, str]) -> str:
    """The note. A browser counts the end of a line as one character, and sends two."""
    return form.get("note", "").replace("\r\n", "\n").strip()


def read_reason(form: Mapping[str, str]) -> str:
    """One of our reasons, or one in the writer's words."""
    own = " ".join(form.get("own_reason", "").split())[:200]
    chosen = form.get("reason", "")
    return own or (chosen if chosen in LOST_REASONS else "")


def read_moment(text: str, writer: Writer) -> int | Problem:
    """Unix milliseconds of a local time such as 2026-11-29T14:05, or of a day; now if it is empty."""
    if not text.strip():
        return int(writer.now.timestamp() * 1000)
    try:
        local = datetime.fromisoformat(text.strip())
    except ValueError:
        return Problem.BAD_TIME
    moment = local if local.tzinfo else local.replace(tzinfo=ZoneInfo(writer.site.timezone))
    if moment > writer.now + timedelta(days=1):
        return Problem.FUTURE
    if moment.year < FIRST_YEAR:
        return Problem.BAD_TIME
    # The form knows minutes only: one that was shown a moment ago means now.
    return int(min(moment, writer.now).timestamp() * 1000)


def read_amount(text: str, currency: str) -> Decimal | Problem | None:
    """An amount as people type it: 1 234,50 €. None if there is none."""
    if not text.strip():
        return None
    amount = costs.read_amount(text, currency)
    if amount is costs.FormProblem.UNCLEAR_AMOUNT:
        return Problem.UNCLEAR_AMOUNT
    return Problem.BAD_AMOUNT if isinstance(amount, costs.FormProblem) else amount


def read_lead(form: Mapping[str, str], writer: Writer) -> LeadRecord | Problem:
    """The record of a lead written by hand."""
    texts = {name: " ".join(form.get(name, "").split()) for name in LEAD_FIELDS}
    if not any(texts[name] for name in WHO):
        return Problem.NOBODY
    if texts["email"] and not plain_email(texts["email"]):
        return Problem.BAD_EMAIL
    if texts["phone"] and not plain_phone(texts["phone"]):
        return Problem.BAD_PHONE
    if any(len(text) > LONGEST for text in texts.values()):
        return Problem.LONG_TEXT
    at, note = read_moment(form.get("at", ""), writer), read_note(form)
    if isinstance(at, Problem):
        return at
    if len(note) > LONGEST_NOTE:
        return Problem.LONG_NOTE
    given = {name: text for name, text in texts.items() if text}
    if "channel" in given:
        given["channel"] = channel_named(given["channel"])
    if "magnet" in given:
        given["magnet"] = named(given["magnet"], writer.site.magnets)
    sent = msgspec.convert(
        {
            **given,
            "site": writer.site.name,
            "id": read_id(form),
            "ts": at,
            "fields": {"note": note} if note else {},
            "consent": "granted" if form.get("consent") else "",
            "author": writer.author,
        },
        SentLead,
    )
    return enrich_lead(sent, writer.known, writer.identity, writer.now, via="page")
