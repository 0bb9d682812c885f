"""What an import would change: days that are new, corrected or as they were, and money that would count twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from collector.record import CostRecord
from leadpump.costs.entry import Entry, Writing, records_of
from leadpump.costs.exported import PLATFORMS, Choice, ImportedDay
from leadpump.costs.ledger import Ledger, labels_of


@dataclass(frozen=True, slots=True)
class Twice:
    """Days of a campaign that another entry already has: typed by hand, or imported from another account."""

    source: str
    campaign: str
    days: int
    spent: Decimal


@dataclass(frozen=True, slots=True)
class Plan:
    """fresh: days that are new. changed: those that replace what is there. same: how many are there as they are."""

    fresh: tuple[ImportedDay, ...]
    changed: tuple[ImportedDay, ...]
    same: int
    twice: tuple[Twice, ...]

    @property
    def writes(self) -> tuple[ImportedDay, ...]:
        return (*self.fresh, *self.changed)


def plan_import(days: Sequence[ImportedDay], ledger: Ledger) -> Plan:
    """What the days would change in the ledger. A cost of nothing is only worth writing where it corrects another.

    A day that is there in another currency than the site's is in no report, and is replaced.
    """
    if not days:
        return Plan((), (), 0, ())
    rows = ledger.between(min(item.day for item in days), max(item.day for item in days))
    stored = {(UUID(row["id"]), row["day"]): (row["currency"], row["amount"], labels_of(row)) for row in rows}
    fresh = tuple(item for item in days if item.amount and (item.entry, item.day) not in stored)
    there = [item for item in days if (item.entry, item.day) in stored]
    changed = tuple(
        item for item in there if stored[item.entry, item.day] != (ledger.currency, item.amount, item.labels)
    )
    counted = [row for row in rows if row["currency"] == ledger.currency]
    return Plan(fresh, changed, len(there) - len(changed), counted_twice(days, counted))


def counted_twice(days: Sequence[ImportedDay], rows: Sequence[dict[str, object]]) -> tuple[Twice, ...]:
    """What other entries already say of the same campaigns on the same days."""
    own = {item.entry for item in days}
    wanted = {(item.labels.source, item.labels.campaign, item.day) for item in days if item.labels.campaign}
    found: dict[tuple[str, str], list[tuple[date, Decimal]]] = {}
    for row in rows:
        source, campaign, day, amount = row["source"], row["campaign"], row["day"], row["amount"]
        assert isinstance(source, str)  # noqa: S101
        assert isinstance(campaign, str)  # noqa: S101
        assert isinstance(day, date)  # noqa: S101
        assert isinstance(amount, Decimal)  # noqa: S101
        if UUID(str(row["id"])) not in own and (source, campaign, day) in wanted:
            found.setdefault((source, campaign), []).append((day, amount))
    return tuple(
        Twice(source, campaign, len({day for day, _ in spent}), sum((amount for _, amount in spent), Decimal(0)))
        for (source, campaign), spent in sorted(found.items())
    )


def records_of_import(days: Sequence[ImportedDay], choice: Choice, name: str, writing: Writing) -> list[CostRecord]:
    """The rows to append. name: of the file, for what comes from no platform."""
    origin = PLATFORMS[choice.platform].name or name[:200] or "CSV"
    entries = (Entry(item.entry, item.day, item.day, item.amount, item.labels, origin) for item in days)
    return [record for entry in entries for record in records_of(entry, writing)]
