"""For how long rows are kept: each table's TTL, by which ClickHouse removes them.

Events and what is summed from them go together; what is fixed (ids, refusals) stands in the schema; how long a person
is known goes by when they were last in touch, and collector/forget.py sees to it. docs/privacy.md lists it all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from collector.prepare import statement
from collector.store import Store

EVENTS_MONTHS = 25
CONTACTS_MONTHS = 36
INTERVAL = re.compile(r" TTL .*toInterval(Day|Month|Year)\((?:_CAST\()?(\d+)")
"""As ClickHouse writes it down; a value that came as a parameter has its type beside it."""


@dataclass(frozen=True, slots=True)
class Retention:
    """events: months from when something happened until its rows go. contacts: from the last contact with a person."""

    events: int = EVENTS_MONTHS
    contacts: int = CONTACTS_MONTHS

    def by_table(self) -> dict[str, int]:
        """The months of each table whose rows go by their own time."""
        return {
            "events": self.events,
            "session_summaries": self.events,
            "email_events": self.events,
        }


def keep(store: Store, retention: Retention) -> list[str]:
    """Have the tables keep their rows so long; which of them kept them otherwise until now.

    What is past it goes in the background, which may take a while on a large table.
    """
    kept = kept_months(store)
    changed = [table for table, months in retention.by_table().items() if kept.get(table) != months]
    for table in changed:
        store.command(statement(f"keep_{table}"), {"months": retention.by_table()[table]})
    if kept_for(store.query, ["contacts"]):
        store.command(statement("keep_contacts"))
    return changed


def kept_months(store: Store) -> dict[str, int]:
    """For how many months each table keeps its rows; tables that keep them otherwise, or for ever, are not in it."""
    kept = kept_for(store.query, Retention().by_table())
    return {table: number for table, (number, unit) in kept.items() if unit == "month"}


def kept_for(
    query: Callable[[str, dict[str, Any]], Iterable[Mapping[str, Any]]], tables: Iterable[str]
) -> dict[str, tuple[int, str]]:
    """For how long each of the tables keeps its rows: (40, "day") or (25, "month"); none if for ever."""
    found = {
        row["name"]: INTERVAL.search(row["engine_full"]) for row in query(statement("kept"), {"tables": list(tables)})
    }
    return {table: _months(interval[1], int(interval[2])) for table, interval in found.items() if interval}


def _months(unit: str, number: int) -> tuple[int, str]:
    return (number, "day") if unit == "Day" else (number * (12 if unit == "Year" else 1), "month")
