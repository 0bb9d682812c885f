"""What somebody types into the form of a cost, checked once into an entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from collector.event import PURPOSES
from leadpump.costs.entry import FINEST, MOST, MOST_DAYS, Entry, Labels
from leadpump.sheet import number
from leadpump.sheet.day import DAY_FIRST, read_days
from leadpump.sheet.named import channel_named
from reports.magnet import Magnet, named

LONGEST = 200
LABELS = ("channel", "source", "campaign", "magnet", "note")


class FormProblem(StrEnum):
    """Why a form is not taken; the template says what to do."""

    NO_AMOUNT = "no_amount"
    UNCLEAR_AMOUNT = "unclear_amount"
    NEGATIVE = "negative"
    TOO_MUCH = "too_much"
    CURRENCY = "currency"
    NO_DAY = "no_day"
    FAR_DAY = "far_day"
    ORDER = "order"
    TOO_LONG_PERIOD = "too_long_period"
    TOO_LONG_TEXT = "too_long_text"
    NOTHING_NAMED = "nothing_named"


Problems = dict[str, FormProblem]
"""By the field at fault."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a form is checked against. magnets: the site's."""

    currency: str
    today: date
    magnets: Sequence[Magnet] = ()


def read_entry(form: Mapping[str, str], number_: UUID, rules: Rules) -> Entry | Problems:
    """The entry that a form describes. Without a last day it is about one day."""
    problems: Problems = {}
    amount = read_amount(form.get("amount", ""), rules.currency)
    if isinstance(amount, FormProblem):
        problems["amount"] = amount
    first, last = read_day(form.get("first", "")), read_day(form.get("last", "") or form.get("first", ""))
    for name, day in (("first", first), ("last", last)):
        if day is None:
            problems[name] = FormProblem.NO_DAY
        elif not day.year >= 2000 or day > rules.today + timedelta(days=MOST_DAYS):
            problems[name] = FormProblem.FAR_DAY
    if first and last and not problems:
        if last < first:
            problems["last"] = FormProblem.ORDER
        elif (last - first).days >= MOST_DAYS:
            problems["last"] = FormProblem.TOO_LONG_PERIOD
    texts = {name: " ".join(form.get(name, "").split()) for name in LABELS}
    problems |= {name: FormProblem.TOO_LONG_TEXT for name, text in texts.items() if len(text) > LONGEST}
    texts["channel"] = channel_named(texts["channel"])
    texts["magnet"] = named(texts["magnet"], rules.magnets)
    purpose = form.get("purpose", "")
    if not any(texts.values()):
        problems["channel"] = FormProblem.NOTHING_NAMED
    if problems or purpose not in PURPOSES:
        return problems or {"purpose": FormProblem.NOTHING_NAMED}
    assert isinstance(amount, Decimal)  # noqa: S101
    assert first is not None  # noqa: S101
    assert last is not None  # noqa: S101
    return Entry(number_, first, last, amount, Labels(**texts, purpose=purpose))


def read_amount(text: str, currency: str) -> Decimal | FormProblem:
    """An amount as people write it in French or English."""
    written = number.read_written(text)
    if written is None:
        return FormProblem.NO_AMOUNT
    if written.currency and not number.is_currency(written.currency, currency):
        return FormProblem.CURRENCY
    mark = number.mark_of(written.digits)
    if mark == number.AMBIGUOUS:
        return FormProblem.UNCLEAR_AMOUNT
    amount = number.value_of(written.digits, mark)
    if amount is None:
        return FormProblem.NO_AMOUNT
    if written.negative or not amount:
        return FormProblem.NEGATIVE
    amount = amount.quantize(Decimal(1).scaleb(-FINEST)).normalize()
    return FormProblem.TOO_MUCH if amount >= MOST else amount


def read_day(text: str) -> date | None:
    """A day as the browser's field sends it, or as people type it where there is no such field."""
    found = read_days(text.strip(), DAY_FIRST) if text.strip() else None
    return found.first if found and found.first == found.last else None
