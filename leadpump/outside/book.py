"""What is known of what was measured outside: what an import would change, how it is written, and how it is undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from collector.record import NOBODY, MetricRecord
from leadpump.outside.told import Value
from reports.query import Query, Rows

SQL = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Plan:
    """fresh: values that are new. changed: those that replace what is there. same: how many are there as they are."""

    fresh: tuple[Value, ...]
    changed: tuple[Value, ...]
    same: int

    @property
    def writes(self) -> tuple[Value, ...]:
        return (*self.fresh, *self.changed)


@dataclass(frozen=True, slots=True)
class Writing:
    """Who writes, how and when. version: Unix milliseconds, later than all that it replaces."""

    site: str
    author: str
    version: int
    via: str = "page"
    origin: str = ""
    import_id: UUID = NOBODY
    new_id: Callable[[], UUID] = uuid4


class Book:
    """What a site knows."""

    def __init__(self, query: Query, site: str) -> None:
        self._query = query
        self._site = site

    def held(self) -> Rows:
        """Each metric and dimension."""
        return self._ask("held")

    def imports(self) -> Rows:
        """The imports, the latest first."""
        return self._ask("imports")

    def plan(self, values: Sequence[Value]) -> Plan:
        """What these values would change."""
        if not values:
            return Plan((), (), 0)
        days = [one.day for one in values]
        rows = self._ask("between", first=min(days), last=max(days))
        stored = {(row["metric"], row["dimension"], row["day"]): row["value"] for row in rows}
        fresh = tuple(one for one in values if one.place not in stored)
        changed = tuple(one for one in values if one.place in stored and stored[one.place] != one.value)
        return Plan(fresh, changed, len(values) - len(fresh) - len(changed))

    def writing(self, author: str, now: int, **fields: Any) -> Writing:
        """For what is written now (Unix milliseconds): later than all there is, even if the clock was put back."""
        rows = self._ask("last_version")
        last = int(rows[0]["version"]) if rows else 0
        return Writing(self._site, author, max(now, last + 1), **fields)

    def undoing(self, number: UUID, writing: Writing) -> list[MetricRecord]:
        """What takes an import back."""
        return [
            MetricRecord(
                site=self._site,
                day=row["day"].isoformat(),
                received=writing.version,
                id=writing.new_id(),
                metric=row["metric"],
                dimension=row["dimension"],
                via=writing.via,
                author=writing.author,
                import_id=number,
                removed=True,
            )
            for row in self._ask("import_rows", **{"import": str(number)})
        ]

    def _ask(self, name: str, **params: Any) -> Rows:
        return self._query(statement(name), {"site": self._site, **params})


def records_of(values: Sequence[Value], writing: Writing) -> list[MetricRecord]:
    """The rows of values."""
    return [
        MetricRecord(
            site=writing.site,
            day=one.day.isoformat(),
            received=writing.version,
            id=writing.new_id(),
            metric=one.metric,
            dimension=one.dimension,
            adds_up=one.adds_up,
            value=f"{one.value:f}",
            via=writing.via,
            author=writing.author,
            origin=writing.origin,
            import_id=writing.import_id,
        )
        for one in values
    ]


@cache
def statement(name: str) -> str:
    """A statement of this folder."""
    return (SQL / f"{name}.sql").read_text("utf-8")
