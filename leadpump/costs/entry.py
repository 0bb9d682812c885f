"""An entry of the ledger, and the rows it becomes: one a day, which sum to its amount exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from collector.record import CostRecord

MOST_DAYS = 366
MOST = Decimal(10) ** 12
PAGE = "page"
"""Origin of an entry that was typed in by hand."""
FINEST = 4
"""Decimals that the table keeps."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What an amount was spent on. campaign: as utm_campaign writes it."""

    channel: str = ""
    source: str = ""
    campaign: str = ""
    magnet: str = ""
    purpose: str = "media"
    note: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """amount: for all days from first to last together. origin: PAGE, or what it was imported from."""

    id: UUID
    first: date
    last: date
    amount: Decimal
    labels: Labels
    origin: str = PAGE


def days_of(first: date, last: date) -> Iterator[date]:
    """The days from first to last, both included."""
    for count in range((last - first).days + 1):
        yield first + timedelta(days=count)


def spread(amount: Decimal, first: date, last: date, digits: int) -> list[tuple[date, Decimal]]:
    """The amount over the days, evenly in steps of the currency's smallest coin, so that they sum to it exactly.

    digits: decimals of the currency; an amount that has more of them is spread in steps as fine as its own.
    """
    exponent = amount.normalize().as_tuple().exponent
    assert isinstance(exponent, int)  # noqa: S101 - read from digits, so a number
    digits = max(digits, min(FINEST, -exponent))
    coins = int(amount.scaleb(digits).to_integral_value())
    days = list(days_of(first, last))
    shares = [coins * (place + 1) // len(days) - coins * place // len(days) for place in range(len(days))]
    return [(day, Decimal(share).scaleb(-digits)) for day, share in zip(days, shares, strict=True)]


@dataclass(frozen=True, slots=True)
class Writing:
    """Who writes, where and when. version: Unix milliseconds, later than all that it replaces."""

    site: str
    currency: str
    digits: int
    author: str
    version: int
    new_id: Callable[[], UUID] = uuid4


def records_of(entry: Entry, writing: Writing) -> list[CostRecord]:
    """The rows of an entry."""
    return [
        CostRecord(
            site=writing.site,
            day=day.isoformat(),
            received=writing.version,
            id=writing.new_id(),
            entry=entry.id,
            channel=entry.labels.channel,
            source=entry.labels.source,
            campaign=entry.labels.campaign,
            magnet=entry.labels.magnet,
            purpose=entry.labels.purpose,
            amount=f"{amount:f}",
            currency=writing.currency,
            note=entry.labels.note,
            author=writing.author,
            origin=entry.origin,
            account=entry.labels.account,
        )
        for day, amount in spread(entry.amount, entry.first, entry.last, writing.digits)
    ]


def removals(entry: UUID, days: Iterable[date], writing: Writing) -> list[CostRecord]:
    """The rows that take days of an entry away."""
    return [
        CostRecord(
            site=writing.site,
            day=day.isoformat(),
            received=writing.version,
            id=writing.new_id(),
            entry=entry,
            currency=writing.currency,
            author=writing.author,
            removed=True,
        )
        for day in days
    ]
