"""The log of what webhooks received: read, and replayed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from collector.enrich import Identity
from collector.record import Record
from collector.site import KnownHook, KnownSite
from collector.webhook.body import open_body
from collector.webhook.hear import understand
from collector.webhook.message import Verdict
from reports.query import Query

FOLDER = Path(__file__).parent
A_PAGE = 50
AT_ONCE = 200
"""Deliveries that one press of a button replays."""
REPLAYABLE = ("unreadable", "failed", "no_stage", "other_currency")
"""Reasons that may be gone: with another version, or with stages that the owner has named or a currency set since."""


@dataclass(frozen=True, slots=True)
class Line:
    """A delivery, as its latest replay left it. ms, replayed_ms: Unix milliseconds; replayed_ms is 0 of none.

    is_kept: its body is, so that it can be replayed. is_repeat: an earlier one told the same.
    """

    id: str
    ms: int
    sender: str
    kind: str
    verdict: str
    reason: str
    detail: str
    facts: int
    messages: int
    is_kept: bool
    replayed_ms: int
    is_repeat: bool

    @property
    def failed(self) -> bool:
        """Whether a replay may take it in."""
        return self.is_kept and self.verdict != Verdict.TAKEN and self.reason in REPLAYABLE


@dataclass(frozen=True, slots=True)
class Found:
    """A page of the log, and how many lines there are."""

    lines: Sequence[Line]
    count: int


@cache
def statement(name: str) -> str:
    """A statement of this folder."""
    return (FOLDER / f"{name}.sql").read_text("utf-8")


def read_log(query: Query, site: str, sender: str = "", only: str = "", page: int = 1, most: int = A_PAGE) -> Found:
    """A page of the log. only: `failed` or `refused`."""
    asked = {"site": site, "sender": sender, "only": only, "most": most, "first": (page - 1) * most}
    rows = query(statement("deliveries"), asked)
    return Found([line_of(row) for row in rows], int(rows[0]["found"]) if rows else 0)


def line_of(row: Mapping[str, Any]) -> Line:
    """A row of deliveries.sql."""
    found = {name: row[name] for name in Line.__dataclass_fields__}
    return Line(**found | {name: bool(row[name]) for name in ("is_kept", "is_repeat")})


def by_sender(query: Query, site: str) -> dict[str, Mapping[str, Any]]:
    """What each sender delivered in the days that are kept."""
    return {row["sender"]: row for row in query(statement("senders"), {"site": site})}


@dataclass(frozen=True, slots=True)
class Replay:
    """What replaying would append, and how many deliveries are taken in by it."""

    records: list[Record]
    replayed: int
    taken: int


def replay(query: Query, site: KnownSite, identity: Identity, ids: Iterable[UUID], now: datetime) -> Replay:
    """Read bodies once more, as of when they came, so that what is stored already keeps its ids.

    They were proven when they came; the stages are those of now.
    """
    hooks = {hook.sender: hook for hook in site.hooks}
    records: list[Record] = []
    replayed = taken = 0
    for row in query(statement("bodies"), {"site": site.name, "ids": sorted(map(str, ids))}):
        body = open_body(row["sealed"], identity.person)
        if body is None:
            continue
        hook = hooks.get(row["sender"]) or KnownHook(sender=row["sender"], key_hash="")
        delivery = understand(body, now, site, hook, identity, received=int(row["ms"]), replay_of=UUID(row["delivery"]))
        records += delivery.records
        replayed += 1
        taken += delivery.line.verdict == Verdict.TAKEN
    return Replay(records, replayed, taken)
