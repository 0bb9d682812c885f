"""From a sealed segment to the finished rows of one insert per table, worked out once and kept beside it.

Sessions depend on what is stored at the moment, so the rows are written to disk before the first attempt and every
attempt sends those same bytes under the same token: a retry can neither lose nor double anything.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from collector import record
from collector.record import CostRecord, EventRecord, Record, RefusalRecord, StageRecord
from collector.session import (
    GAP_MS,
    Assignment,
    Place,
    StoredEvent,
    assign_sessions,
    session_bound,
    visitors_of,
)
from collector.spool import Damage, read_frames, sync_folder, write_synced
from collector.store import Store

T = TypeVar("T")
SQL = Path(__file__).with_name("sql")
LOOK_UP = 2000
DAY_MS = 86_400_000
TABLES = ("events", "event_ids", "lead_events", "costs", "refusals")
"""In the order of their inserts: the ids go in after the events they stand for."""

json_lines = msgspec.json.Encoder(uuid_format="canonical", decimal_format="string").encode_lines


@dataclass(frozen=True, slots=True)
class Segment:
    """What a sealed file held: records in order, and the stretches that could not be read."""

    records: list[Record]
    damaged: list[Damage]


def read_segment(path: Path) -> Segment:
    """The records of a segment. A torn end was never acknowledged and is left out; other damage is reported."""
    records: list[Record] = []
    damaged: list[Damage] = []
    for part in read_frames(path.read_bytes()):
        if isinstance(part, Damage):
            if not part.torn:
                damaged.append(part)
            continue
        try:
            records.append(record.decode(part))
        except msgspec.MsgspecError:
            damaged.append(Damage(-1, part, torn=False))
    return Segment(records, damaged)


def prepare(records: Sequence[Record], store: Store, folder: Path) -> None:
    """Write the finished rows into a new folder, one file per table, complete or not at all.

    Raises StoreUnavailable or StoreRefused when the look-ups fail; nothing is left then.
    """
    fresh = only_new(records, store)
    events = [item for item in fresh if isinstance(item, EventRecord)]
    assignment = assign_sessions(events, stored_events(events, store))
    files = {
        "moved.json": [msgspec.json.encode(by_site(assignment.moved))],
        "events.jsonl": [
            json_lines([event_row(event, assignment) for event in events]),
            *moved_rows(assignment, store),
        ],
        "event_ids.jsonl": [json_lines([{"id": item.id, "received": item.received // 1000} for item in fresh])],
        "lead_events.jsonl": [json_lines([plain_row(item) for item in fresh if isinstance(item, StageRecord)])],
        "costs.jsonl": [json_lines([plain_row(item) for item in fresh if isinstance(item, CostRecord)])],
        "refusals.jsonl": [json_lines([plain_row(item) for item in fresh if isinstance(item, RefusalRecord)])],
    }
    beside = folder.with_name(f".{folder.name}")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    for name, parts in files.items():
        write_synced(beside / name, parts)
    sync_folder(beside)
    beside.rename(folder)
    sync_folder(folder.parent)


def only_new(records: Sequence[Record], store: Store) -> list[Record]:
    """The records whose id was not counted before, the first of each id."""
    by_id: dict[UUID, Record] = {}
    for item in records:
        by_id.setdefault(item.id, item)
    known: set[UUID] = set()
    for ids in in_parts(list(by_id)):
        rows = store.query(statement("stored_ids"), {"ids": list(map(str, ids))})
        known.update(UUID(row["known_id"]) for row in rows)
    return [item for id_, item in by_id.items() if id_ not in known]


def stored_events(events: Sequence[EventRecord], store: Store) -> Iterator[StoredEvent]:
    """What ClickHouse has of the batch's visitors around the time of the batch.

    Looked up by number and by page view; a number that only a page view led to is looked up in turn.
    """
    for site, visitors in visitors_of(events).items():
        own = [event for event in events if event.site == site]
        around = min(event.ts for event in own) - GAP_MS, max(event.ts for event in own) + GAP_MS
        found = list(look_up(store, site, around, visitors, {event.page_id for event in own}))
        yield from found
        led_to = {item.visitor_id for item in found} - visitors
        # Their events on the page views at hand come again; twice the same moment changes nothing.
        yield from look_up(store, site, around, led_to, set())


def look_up(
    store: Store, site: str, around: tuple[int, int], visitors: set[int], pages: set[UUID]
) -> Iterator[StoredEvent]:
    """The stored events of these visitors and page views within the times."""
    first, last = around
    bounds = {
        "site": site,
        "first_session": session_bound(first - DAY_MS),
        "last_session": session_bound(last + DAY_MS),
        "first": first,
        "last": last,
    }
    asked: list[dict[str, Sequence[object]]] = [{"visitors": part, "pages": []} for part in in_parts(sorted(visitors))]
    asked += [{"visitors": [], "pages": part} for part in in_parts(sorted(map(str, pages)))]
    for marks in asked:
        for row in store.query(statement("stored_events"), bounds | marks):
            yield StoredEvent(site, row["visitor_id"], row["session_id"], row["milliseconds"], row["page_id"])


def moved_rows(assignment: Assignment, store: Store) -> Iterator[bytes]:
    """The stored rows of sessions that a late event joined to an older one, under their new session."""
    for site, sessions in by_site(assignment.moved).items():
        for part in in_parts(sessions):
            lines = store.lines(statement("session_rows"), {"site": site, "sessions": part})
            rows = [msgspec.json.decode(line) for line in lines.splitlines()]
            yield json_lines([placed(row, assignment.moved[site, int(row["session_id"])]) for row in rows])


def by_site(moved: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    """The sessions of each site."""
    sessions: dict[str, list[int]] = {}
    for site, session in moved:
        sessions.setdefault(site, []).append(session)
    return sessions


def event_row(event: EventRecord, assignment: Assignment) -> dict[str, Any]:
    """The row of events: the record with its session."""
    row = plain_row(event)
    del row["visitor_before"]
    return placed(row, assignment.places[event.id])


def placed(row: dict[str, Any], place: Place) -> dict[str, Any]:
    """The row under a visitor and a session."""
    return row | {"visitor_id": place.visitor_id, "session_id": place.session_id}


def plain_row(item: Record) -> dict[str, Any]:
    """A record's fields as columns; times in seconds with three decimals, as ClickHouse reads them."""
    row = msgspec.structs.asdict(item)
    for name in ("ts", "received"):
        if name in row:
            row[name] = row[name] / 1000
    return row


def in_parts(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """At most LOOK_UP items at a time: parameters travel in the request's address."""
    for start in range(0, len(items), LOOK_UP):
        yield items[start : start + LOOK_UP]


@cache
def statement(name: str) -> str:
    """A statement of collector/sql."""
    return (SQL / f"{name}.sql").read_text("utf-8")
