"""From a table of a customer file to leads, or to what happened to them: each line a record, or what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import msgspec

from collector.enrich import enrich_change, enrich_lead
from collector.event import SentChange, SentLead
from collector.person import Key, person_of, plain_email, plain_phone
from collector.record import ChangeRecord, LeadRecord
from collector.visitor import keyed_number
from leadpump.leads.form import Writer
from leadpump.leads.import_names import CHANGES, FIELDS, LEADS, NAMES, NO, NOTHING, WHATS, YES
from leadpump.sheet import day, number
from leadpump.sheet.column import Columns, Way, cell_of, cells, find_way, too_many_cells
from leadpump.sheet.header import fold, guess, in_brackets
from leadpump.sheet.named import channel_named, reason_named
from leadpump.sheet.problem import Fault, Problem, shortened
from leadpump.sheet.read import Line, Sheet
from reports.language import N_
from reports.magnet import named as magnet_named

IMPORTED = UUID("5b6a39ab-4df7-5b0a-a6f0-32b7b9a6f6a4")
"""Namespace of the ids of imported facts: the same fact gets the same id in whichever file it comes."""
_WITHIN = re.compile(r"[(<]([^()<>\s]+@[^()<>\s]+)[)>]")
LONGEST = 200
LONGEST_NOTE = 2000
FIRST_YEAR = 2000
MOST_VALUE = Decimal(10) ** 12
WITH_AMOUNT = ("sale", "refund", "stage:customer", "stage:opportunity")
ALL_ARE = ("", "sale", "refund", "nps", "call", "email", "meeting", "note", "consent", "stage:customer", "stage:lost")
"""What may be said of all lines at once; "" where a column says it."""
Fact = LeadRecord | ChangeRecord


@dataclass(frozen=True, slots=True)
class Choice:
    """How a sheet is to be read, guessed and then corrected by whoever sends it.

    about: LEADS or CHANGES. order, mark: "" to find out. what: all lines are about that, "" where a column says it.
    """

    about: str
    columns: Columns
    order: str = ""
    mark: str = ""
    what: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A line that was understood."""

    line: int
    record: Fact


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sheet says. refused: lines that are wrong. wrong: why nothing of the whole can be read. same: how many
    lines say what another one says. empty: how many say nothing, such as a deal that is still open.
    """

    told: tuple[Told, ...] = ()
    refused: tuple[Problem, ...] = ()
    wrong: tuple[Problem, ...] = ()
    same: int = 0
    empty: int = 0


def guess_choice(sheet: Sheet, about: str) -> Choice:
    """How the sheet is probably to be read."""
    columns = guess(sheet.header, NAMES[about])
    what = ""
    if about == CHANGES and "what" not in columns:
        what = "nps" if "score" in columns else "sale" if "amount" in columns else ""
    return Choice(about, columns, what=what)


def read_facts(sheet: Sheet, choice: Choice, writer: Writer) -> Reading:
    """The facts that a sheet holds."""
    whole = missing_columns(choice)
    if whole:
        return Reading(wrong=tuple(whole))
    dates = cells(sheet.lines, choice.columns, ("day",))
    amounts = cells(sheet.lines, choice.columns, ("amount",))
    way = find_way(dates, amounts, choice.order, choice.mark)
    if isinstance(way, Problem):
        return Reading(wrong=(way,))
    reader = LineReader(choice, way, writer, currency_above(sheet, choice), len(sheet.header))
    found = [reader.read(line) for line in sheet.lines]
    told = {one.record.id: one for one in reversed(found) if isinstance(one, Told)}
    return Reading(
        told=tuple(sorted(told.values(), key=lambda one: one.line)),
        refused=tuple(one for one in found if isinstance(one, Problem)),
        same=sum(isinstance(one, Told) for one in found) - len(told),
        empty=found.count(None),
    )


def missing_columns(choice: Choice) -> list[Problem]:
    """The columns without which nothing can be read."""
    names = ("lead", "email", "phone") if choice.about == CHANGES else ("lead", "email", "phone", "name", "last_name")
    if not any(name in choice.columns for name in names):
        return [Problem(Fault.NO_WHO)]
    if choice.about == LEADS:
        return []
    if "day" not in choice.columns:
        return [Problem(Fault.NO_COLUMN, 0, {"column": FIELDS[CHANGES]["day"]})]
    return [] if choice.what or "what" in choice.columns else [Problem(Fault.NO_WHAT)]


def currency_above(sheet: Sheet, choice: Choice) -> str:
    """The currency that the header of the amounts names in brackets."""
    place = choice.columns.get("amount")
    return "" if place is None else number.currency_of(in_brackets(sheet.header[place]))


class Wrong(Exception):
    """A line cannot be read."""

    def __init__(self, fault: Fault, text: str = "", **values: str) -> None:
        super().__init__(fault)
        self.fault = fault
        self.values = {"text": shortened(text), **values} if text or values else {}


@dataclass(frozen=True, slots=True)
class LineReader:
    """Reads lines whose way to write dates and amounts is known. currency: what the header names."""

    choice: Choice
    way: Way
    writer: Writer
    currency: str
    width: int

    def read(self, line: Line) -> Told | Problem | None:
        """What the line tells; None if that is nothing."""
        if beyond := too_many_cells(line, self.width):
            return beyond
        try:
            record: Fact | None = self._lead(line) if self.choice.about == LEADS else self._change(line)
        except Wrong as wrong:
            return Problem(wrong.fault, line.number, wrong.values)
        return None if record is None else Told(line.number, record)

    def _text(self, line: Line, name: str) -> str:
        text = " ".join(cell_of(line, self.choice.columns, name).split())
        if text in number.EMPTY:
            return ""
        most = LONGEST_NOTE if name == "note" else LONGEST
        if len(text) > most:
            raise Wrong(Fault.LABEL, text[:20], most=str(most))
        return text

    def _who(self, line: Line) -> dict[str, str]:
        """Who it is about, as far as the line says."""
        who = {name: text for name in ("lead", "email", "phone") if (text := self._text(line, name))}
        if "email" in who:
            # HubSpot names a deal's contact as “Marie Dupont (marie@exemple.fr)”.
            within = _WITHIN.search(who["email"])
            who["email"] = within[1] if within else who["email"]
            if not plain_email(who["email"]):
                raise Wrong(Fault.BAD_EMAIL)
        # What somebody wrote is left out where the address tells who it is.
        if "phone" in who and not plain_phone(who["phone"]):
            if "email" not in who and "lead" not in who:
                raise Wrong(Fault.BAD_PHONE)
            del who["phone"]
        if "lead" in who:
            try:
                who["lead"] = str(UUID(who["lead"]))
            except ValueError:
                raise Wrong(Fault.BAD_ID, who["lead"]) from None
        return who

    def _moment(self, line: Line) -> datetime | None:
        text = cell_of(line, self.choice.columns, "day")
        if text in number.EMPTY:
            return None
        found = day.read_moment(text, self.way.order, ZoneInfo(self.writer.site.timezone))
        if found is None:
            raise Wrong(Fault.NO_DAY, text)
        if found > self.writer.now + timedelta(days=1):
            raise Wrong(Fault.FUTURE, text)
        if found.year < FIRST_YEAR:
            raise Wrong(Fault.DAY_FAR, text)
        return found

    def _consent(self, line: Line) -> str:
        text = self._text(line, "consent")
        if not text:
            return ""
        if fold(text) in YES | NO:
            return "granted" if fold(text) in YES else "denied"
        raise Wrong(Fault.CONSENT, text)

    def _lead(self, line: Line) -> LeadRecord:
        who = self._who(line)
        own = ("name", "company", "magnet", "form", "channel", "source", "medium", "campaign")
        texts = {name: text for name in own if (text := self._text(line, name))}
        names = ("first_name", "last_name", "postcode", "city", "note")
        fields = {name: text for name in names if (text := self._text(line, name))}
        if not who and not texts.get("name") and not fields.get("last_name"):
            raise Wrong(Fault.NOBODY_NEW)
        if "channel" in texts:
            texts["channel"] = channel_named(texts["channel"])
        if "magnet" in texts:
            texts["magnet"] = magnet_named(texts["magnet"], self.writer.site.magnets)
        at = self._moment(line)
        told = who | texts | {"fields": fields} | self._signed(at)
        parts = [written(at), *(texts.get(name, "") for name in ("magnet", "form"))]
        told["id"] = str(self._id(LEADS, who, [*texts.values(), *fields.values()], parts))
        told["consent"] = self._consent(line)
        sent = msgspec.convert(told, SentLead)
        writer = self.writer
        return enrich_lead(sent, writer.known, writer.identity, writer.now, via="csv")

    def _change(self, line: Line) -> ChangeRecord | None:
        what = self._what(line)
        if what == NOTHING:
            return None
        who = self._who(line)
        if not who:
            raise Wrong(Fault.NOBODY)
        at = self._moment(line)
        if at is None:
            raise Wrong(Fault.DAY_EMPTY)
        kind, _, stage = what.partition(":")
        value = self._answer(line) if kind == "nps" else self._amount(line, what)
        note, consent = self._text(line, "note"), self._consent(line) if kind == "consent" else ""
        if kind == "note" and not note:
            raise Wrong(Fault.NOTE_MISSING)
        if kind == "consent" and not consent:
            raise Wrong(Fault.CONSENT, "–")
        order = self._text(line, "order") if kind in ("sale", "refund") or stage == "customer" else ""
        reason = reason_named(self._text(line, "reason")) if stage == "lost" or kind == "call" else ""
        money: dict[str, object] = {} if value is None else {"value": float(value)}
        if value is not None and kind != "nps":
            money["currency"] = self.writer.site.currency
        parts = [
            what,
            *([order] if order else [written(at)]),
            "" if value is None else f"{value.normalize():f}",
            consent,
        ]
        told = who | money | self._signed(at) | {"kind": kind, "stage": stage, "reason": reason, "order": order}
        told |= {
            "note": note,
            "consent": consent,
            "id": str(self._id(CHANGES, who, [note] if kind == "note" else [], parts)),
        }
        sent = msgspec.convert(told, SentChange)
        writer = self.writer
        return enrich_change(sent, writer.known, writer.identity, writer.now, via="csv")

    def _signed(self, at: datetime | None) -> dict[str, object]:
        """Where and when, and who wrote it."""
        # Noon of this very day may be to come.
        moment = self.writer.now if at is None else min(at, self.writer.now)
        return {
            "site": self.writer.site.name,
            "author": self.writer.author,
            "ts": int(moment.timestamp() * 1000),
        }

    def _what(self, line: Line) -> str:
        text = self._text(line, "what")
        if not text:
            return self.choice.what or NOTHING
        if fold(text) not in WHATS:
            raise Wrong(Fault.UNKNOWN_STAGE, text)
        return WHATS[fold(text)]

    def _amount(self, line: Line, what: str) -> Decimal | None:
        text = cell_of(line, self.choice.columns, "amount")
        if what not in WITH_AMOUNT or text in number.EMPTY:
            if what in ("sale", "refund"):
                raise Wrong(Fault.AMOUNT_MISSING)
            return None
        found = number.read_written(text)
        value = None if found is None else number.value_of(found.digits, self.way.mark)
        if found is None or value is None:
            raise Wrong(Fault.NO_AMOUNT, text)
        if found.negative and value and what != "refund":
            raise Wrong(Fault.NEGATIVE_SALE, text)
        if value >= MOST_VALUE:
            raise Wrong(Fault.TOO_MUCH)
        named = self._text(line, "currency") or found.currency or self.currency
        own = self.writer.site.currency
        if named and not number.is_currency(number.currency_of(named), own):
            if not number.currency_of(named):
                raise Wrong(Fault.NO_CURRENCY, named)
            raise Wrong(Fault.CURRENCY_OTHER, found=number.currency_of(named), expected=own)
        return value if what != "stage:opportunity" else None

    def _answer(self, line: Line) -> Decimal:
        text = self._text(line, "score") or self._text(line, "amount")
        if text.isdecimal() and int(text) <= 10:
            return Decimal(int(text))
        raise Wrong(Fault.ANSWER, text or "–")

    def _id(self, about: str, who: Mapping[str, str], texts: Sequence[str], parts: Sequence[str]) -> UUID:
        """The same for the same fact. Whoever has the id learns nothing of the person: it is made of keyed numbers."""
        site, key = self.writer.site.name, self.writer.identity.person
        told = [about, named(who, site, key), *parts]
        if texts and (about == CHANGES or not who):
            told.append(f"{keyed_number(key.number, site, chr(0).join(texts))}")
        return uuid5(IMPORTED, "\x1f".join([site, *told]))


def named(who: Mapping[str, str], site: str, key: Key) -> str:
    """Who it is, in numbers that only this installation makes."""
    return who.get("lead", "") or f"{person_of(who, site, key)}"


def written(at: datetime | None) -> str:
    """A moment in an id."""
    return "" if at is None else at.isoformat()


def again(record: Fact, generation: int) -> Fact:
    """The same fact, told anew after it was withdrawn that often."""
    return msgspec.structs.replace(record, id=uuid5(record.id, f"{generation}")) if generation else record


WHAT_NAMES = {
    "": N_("as the column says"),
    "sale": N_("Sale"),
    "refund": N_("Refund"),
    "nps": N_("NPS answer"),
    "call": N_("Call"),
    "email": N_("E-mail"),
    "meeting": N_("Meeting"),
    "note": N_("Note"),
    "consent": N_("Consent"),
    "stage:customer": N_("Customer"),
    "stage:lost": N_("Lost"),
}
