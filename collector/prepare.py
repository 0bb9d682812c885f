"""From sealed segments to the finished rows of one insert per table and month, worked out once and kept beside them.

Sessions depend on what is stored at the moment, so the rows are written to disk before the first attempt and every
attempt sends those same rows: a retry can neither lose nor double anything. An insert never spans two months, for the
table is partitioned by them and only an insert into one partition is stored whole or not at all.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeGuard, TypeVar
from uuid import NAMESPACE_OID, UUID, uuid5

import msgspec

from collector import record
from collector.batch import Batch, Insert, Manifest, insert_of, write_batch
from collector.record import (
    NOBODY,
    ChangeRecord,
    CostRecord,
    DeliveryRecord,
    EmailRecord,
    EventRecord,
    LeadRecord,
    MetricRecord,
    Record,
    RefusalRecord,
)
from collector.session import (
    GAP_MS,
    Assignment,
    Place,
    Reader,
    Stored,
    StoredSession,
    assign_sessions,
    session_bound,
    stretches,
    visitors_of,
)
from collector.spool import Damage, read_frames
from collector.store import Store

log = logging.getLogger(__name__)

T = TypeVar("T")
SQL = Path(__file__).with_name("sql")
LOOK_UP = 2000
LEADS_AT_ONCE = 8000
"""A statement about leads costs little more for many of them. So many ids take a third of the longest address; with as
many persons and sessions (leads_near), three quarters.
"""
DAY_MS = 86_400_000
KNOWN_MS = 40 * DAY_MS
"""For so long an id counts once: the TTL of event_ids."""
MOST_MOVED = 200_000
"""Events that the moves of a batch may copy: they are held in memory, about 2 kB each."""
TABLE_OF: dict[type[Record], str] = {
    EventRecord: "events",
    LeadRecord: "lead_events",
    ChangeRecord: "lead_events",
    EmailRecord: "email_events",
    CostRecord: "costs",
    MetricRecord: "metrics",
    RefusalRecord: "refusals",
    DeliveryRecord: "deliveries",
}
IDS = "event_ids"
"""Its rows go in after the events they stand for."""
Mark = tuple[str, str, UUID]
"""What a record is known by: its table, its site ("" of events) and its id. Anybody may send an event under the id that
a fact will have, and whoever writes on one site, a fact under the id that one of another's will have.
"""

encode_json = msgspec.json.Encoder(uuid_format="canonical", decimal_format="string").encode


@dataclass(frozen=True, slots=True)
class Segment:
    """What a sealed file held: records in order, and the stretches that could not be read."""

    records: list[Record]
    damaged: list[Damage]


@dataclass(frozen=True, slots=True)
class Known:
    """Records of which nothing is missing; and those whose own row is stored, but perhaps not what goes in beside it:
    contact details, a permission, the id. stored: None where whatever is not whole is new altogether.
    """

    whole: set[Mark]
    stored: set[Mark] | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """Finished rows, by table and month ("" where a table has no months), the sessions to forget, by site, of how many
    records they are, and since when there may be new leads.
    """

    by_insert: dict[tuple[str, str], list[bytes]]
    moved: dict[str, list[int]]
    fresh: int
    leads_since: int | None


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
            damaged.append(Damage(WHOLE_FRAME, part, torn=False))
    return Segment(records, damaged)


WHOLE_FRAME = -1
"""The offset of a Damage that is no damage: a whole frame whose record this version does not know."""


def prepare(
    segments: Sequence[str],
    records: Sequence[Record],
    store: Store,
    folder: Path,
    known_of: Callable[[Sequence[Record], Store], Known],
) -> Batch:
    """Write the finished rows into a new folder, complete or not at all.

    known_of: see work_out. Raises StoreUnavailable or StoreRefused when the look-ups fail; nothing is left then.
    """
    rows = work_out(records, store, known_of)
    files: dict[Insert, Sequence[bytes]] = {}
    for (table, month), lines in sorted(rows.by_insert.items(), key=lambda item: (item[0][0] == IDS, item[0])):
        name = f"{table}-{month}.jsonl" if month else f"{table}.jsonl"
        files[insert_of(table, name, lines)] = lines
    manifest = Manifest(
        segments=list(segments),
        inserts=list(files),
        moved=rows.moved,
        records=len(records),
        fresh=rows.fresh,
        leads_since=rows.leads_since,
    )
    return write_batch(folder, manifest, files)


def work_out(records: Sequence[Record], store: Store, known_of: Callable[[Sequence[Record], Store], Known]) -> Rows:
    """The rows that are missing of the records. known_of: how it is found out which are."""
    known = known_of(records, store)
    left = only_new(records, known.whole)
    fresh = left if known.stored is None else only_new(left, known.stored)
    events = [item for item in fresh if isinstance(item, EventRecord)]
    assignment = assign_sessions(events, stored_sessions(events, store))
    keep_apart(assignment, store)
    rows: dict[tuple[str, str], list[bytes]] = defaultdict(list)
    for item in fresh:
        if isinstance(item, EventRecord):
            rows["events", month_of(item.ts)].append(line(event_row(item, assignment)))
        elif isinstance(item, RefusalRecord):
            rows["refusals", month_of(item.received)].append(line(plain_row(item)))
        elif isinstance(item, EmailRecord):
            rows["email_events", month_of(item.ts)].append(line(email_row(item)))
        else:
            rows[TABLE_OF[type(item)], ""].append(line(ROW_OF[type(item)](item)))
    mended = len(fresh)
    if known.stored is None:
        for _, table, row in rows_beside(fresh, store):
            rows[table, ""].append(line(row))
    else:
        beside = missing_beside(left, {mark_of(item) for item in fresh}, store)
        for _, table, row in beside:
            rows[table, ""].append(line(row))
        mended = len({mark_of(item) for item in fresh} | {mark_of(item) for item, *_ in beside})
    for row in moved_rows(assignment, store):
        rows["events", row["ts"][:7]].append(line(row))
    leads_since = min((item.ts for item in left if may_make_lead(item)), default=None)
    return Rows(dict(rows), by_site(assignment.moved), mended, leads_since)


def rows_beside(items: Sequence[Record], store: Store) -> Iterator[tuple[Record, str, dict[str, Any]]]:
    """What goes in beside each record's own row, and into which table."""
    taken_back = permissions_taken_back(items, store)
    for item in items:
        if isinstance(item, EventRecord | LeadRecord | ChangeRecord):
            if item.sealed:
                yield item, "contacts", contact_row(item)
        elif isinstance(item, EmailRecord):
            if permission := permission_of(item):
                yield item, "lead_events", change_row(permission)
            for email_id in taken_back.get(item.id, ()):
                yield item, "lead_events", change_row(withdrawal(item, permission_id(email_id)))
        for id_ in ids_of(item):
            yield item, IDS, {"id": id_, "received": item.received // 1000}


def missing_beside(items: Sequence[Record], new: set[Mark], store: Store) -> list[tuple[Record, str, dict[str, Any]]]:
    """Those of the rows beside some records that their tables do not hold. new: whose own row is missing too.

    Contact details of these must be the same person's: others may have sent some under the same id. Of a record that is
    stored, a copy that names another person was left out when it came.
    """
    by_table: dict[str, list[tuple[Record, dict[str, Any]]]] = defaultdict(list)
    for item, table, row in rows_beside(items, store):
        by_table[table].append((item, row))
    missing: list[tuple[Record, str, dict[str, Any]]] = []
    for table, beside in by_table.items():
        held: dict[tuple[str, UUID], set[int]] = defaultdict(set)
        for part in in_parts(sorted({str(row["id"]) for _, row in beside})):
            for found in store.query(statement(f"present_{table}"), {"ids": part}):
                held[found.get("site", ""), UUID(found["known_id"])].add(found.get("person", 0))
        for item, row in beside:
            persons = held.get((row.get("site", ""), row["id"]), set())
            is_anothers = table == "contacts" and mark_of(item) in new and row["person"] not in persons
            if not persons or is_anothers:
                missing.append((item, table, row))
    return missing


def may_make_lead(item: Record) -> TypeGuard[EventRecord | LeadRecord]:
    """Whether a lead may come of it: a submitted form, or a lead told from elsewhere."""
    return isinstance(item, LeadRecord) or (isinstance(item, EventRecord) and item.name == "form_submit")


def mark_of(item: Record) -> Mark:
    """What the record is known by."""
    if isinstance(item, EventRecord):
        return TABLE_OF[EventRecord], "", item.apart or item.id
    return TABLE_OF[type(item)], item.site, item.id


def ids_of(item: Record) -> tuple[UUID, ...]:
    """The ids under which the record may be stored."""
    return (item.id, item.apart) if isinstance(item, EventRecord) and item.apart else (item.id,)


def only_new(records: Iterable[Record], known: set[Mark]) -> list[Record]:
    """The records that are not known, the first of each mark."""
    by_mark: dict[Mark, Record] = {}
    for item in records:
        mark = mark_of(item)
        if mark not in known:
            by_mark.setdefault(mark, item)
    return list(by_mark.values())


def known_new(records: Sequence[Record], store: Store) -> Known:
    """Of new segments: nothing is missing of what was counted, and of all else everything is."""
    return Known(counted(records, store))


def known_lost(records: Sequence[Record], store: Store) -> Known:
    """Of segments of which a lost batch may have stored some rows, and not what goes in after them."""
    return Known(counted(records, store), present_rows(records, store))


def known_replayed(records: Sequence[Record], store: Store) -> Known:
    """Of replayed segments, whose lost rows are to come back: what the tables hold, whatever was counted."""
    return Known(set(), present_rows(records, store))


def counted(records: Sequence[Record], store: Store) -> set[Mark]:
    """Which of the records were counted before, in the last 40 days.

    The list of ids does not say of what: a fact whose id is on it is counted if its own table has it.
    """
    rows = present(store, IDS, (id_ for item in records for id_ in ids_of(item)))
    listed = {UUID(row["known_id"]) for row in rows}
    again = [item for item in records if not listed.isdisjoint(ids_of(item))] if listed else []
    events = {mark_of(item) for item in again if isinstance(item, EventRecord)}
    return events | present_rows([item for item in again if not isinstance(item, EventRecord)], store)


def present_rows(records: Sequence[Record], store: Store) -> set[Mark]:
    """Of which of the records the tables themselves have the row."""
    found: set[Mark] = set()
    for kind, table in TABLE_OF.items():
        if kind is not EventRecord:
            rows = present(store, table, (item.id for item in records if isinstance(item, kind)))
            found |= {(table, row["site"], UUID(row["known_id"])) for row in rows}
    return found | present_events([item for item in records if isinstance(item, EventRecord)], store)


def present_events(events: Sequence[EventRecord], store: Store) -> set[Mark]:
    """The same of events. What was stored may bear another time than its copy, which was longer on its way, or whose
    sender told none.
    """
    found: set[Mark] = set()
    for further in (0, KNOWN_MS):
        left = [item for item in events if mark_of(item) not in found]
        if left:
            bounds = {"first": min(item.ts for item in left) - further, "last": max(item.ts for item in left) + further}
            rows = present(store, "events", (id_ for item in left for id_ in ids_of(item)), bounds)
            held = {UUID(row["known_id"]) for row in rows}
            found |= {mark_of(item) for item in left if not held.isdisjoint(ids_of(item))}
    return found


def present(
    store: Store, table: str, ids: Iterable[UUID], bounds: dict[str, int] | None = None
) -> Iterator[Mapping[str, Any]]:
    """What the table holds under these ids."""
    for part in in_parts(sorted({str(id_) for id_ in ids})):
        yield from store.query(statement(f"present_{table}"), {"ids": part} | (bounds or {}))


def stored_sessions(events: Sequence[EventRecord], store: Store) -> Stored:
    """What ClickHouse has of the batch's visitors around the moments of the batch."""
    stored = Stored()
    for site, own in events_by_site(events).items():
        for stretch in stretches(own):
            look_up(site, stretch, store, stored)
    return stored


def events_by_site(records: Iterable[Record]) -> dict[str, list[EventRecord]]:
    """The events among the records, by their site."""
    events: dict[str, list[EventRecord]] = defaultdict(list)
    for item in records:
        if isinstance(item, EventRecord):
            events[item.site].append(item)
    return events


def look_up(site: str, stretch: Sequence[EventRecord], store: Store, stored: Stored) -> None:
    """Add what is stored around a stretch of time: who read its page views, and the sessions of all its visitors."""
    bounds = around(stretch)
    visitors = visitors_of(stretch)
    pages = sorted({str(event.page_id) for event in stretch})
    lasting = sorted({event.lasting_id for event in stretch} - {0})
    asked: list[tuple[Sequence[str], Sequence[int]]] = [(part, []) for part in in_parts(pages)]
    asked += [([], part) for part in in_parts(lasting)]
    for of_pages, of_lasting in asked:
        marks = {"site": site, "pages": of_pages, "lasting": of_lasting}
        for row in store.query(statement("page_readers"), bounds | marks):
            stored.readers.append(Reader(site, row["page_id"], row["visitor_id"], row["lasting_id"]))
            visitors.add(row["visitor_id"])
    for part in in_parts(sorted(visitors)):
        for row in store.query(statement("stored_sessions"), bounds | {"site": site, "visitors": part}):
            stored.sessions.append(
                StoredSession(site, row["visitor_id"], row["session_id"], row["first_ms"], row["last_ms"])
            )


def around(stretch: Sequence[EventRecord]) -> dict[str, int]:
    """The times within which stored events concern a stretch, and the sessions these can be of."""
    first, last = stretch[0].ts - GAP_MS, stretch[-1].ts + GAP_MS
    return {
        "first_session": session_bound(first - DAY_MS),
        "end_session": session_bound(last + DAY_MS),
        "first": first,
        "last": last,
    }


def forget_copies(records: Sequence[Record], store: Store) -> None:
    """Where a lost batch was about to move sessions of these records' visitors, do away with what it left double."""
    for site, events in events_by_site(records).items():
        for stretch in stretches(events):
            bounds = around(stretch)
            sessions = {name: bounds[name] for name in ("first_session", "end_session")}
            store.command(statement("forget_copies"), sessions | {"site": site})


def keep_apart(assignment: Assignment, store: Store) -> None:
    """Take back moves of more events than can be copied: a program's sessions, not a reader's, which stay two."""
    left = MOST_MOVED
    sizes: list[tuple[int, str, int]] = []
    for site, sessions in by_site(assignment.moved).items():
        for part in in_parts(sessions):
            for row in store.query(statement("session_sizes"), {"site": site, "sessions": part}):
                sizes.append((row["events"], site, row["session_id"]))
    for events, site, session in sorted(sizes):
        left -= events
        if left < 0:
            log.info("a session of %d events stays apart from the one it belongs to: too many to move", events)
            del assignment.moved[site, session]


def moved_rows(assignment: Assignment, store: Store) -> Iterator[dict[str, Any]]:
    """The stored rows of sessions that a late event joined to an older one, under their new session."""
    for site, sessions in by_site(assignment.moved).items():
        for part in in_parts(sessions):
            for row in store.lines(statement("session_rows"), {"site": site, "sessions": part}).splitlines():
                stored = msgspec.json.decode(row)
                yield placed(stored, assignment.moved[site, int(stored["session_id"])])


def by_site(moved: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    """The sessions of each site."""
    sessions: dict[str, list[int]] = {}
    for site, session in moved:
        sessions.setdefault(site, []).append(session)
    return sessions


def event_row(event: EventRecord, assignment: Assignment) -> dict[str, Any]:
    """The row of events: the record with its session."""
    row = plain_row(event)
    del row["visitor_before"], row["visitor_after"], row["sealed"], row["apart"]
    return placed(row, assignment.places[event.id])


def placed(row: dict[str, Any], place: Place) -> dict[str, Any]:
    """The row, put under a visitor and a session."""
    row["visitor_id"], row["session_id"] = place.visitor_id, place.session_id
    return row


def lead_row(lead: LeadRecord) -> dict[str, Any]:
    """The row of lead_events that reports a lead; its origin stands where that of the converting touch does."""
    row = plain_row(lead)
    del row["sealed"]
    for name in ("channel", "source", "medium", "campaign", "landing_path"):
        row[f"converting_{name}"] = row.pop(name)
    return row | {"kind": "reported"}


def change_row(change: ChangeRecord) -> dict[str, Any]:
    """The row of lead_events of what happened to a lead."""
    row = plain_row(change)
    del row["sealed"]
    row["kind"] = row.pop("what")
    return row


def email_row(email: EmailRecord) -> dict[str, Any]:
    """The row of email_events."""
    row = plain_row(email)
    row["kind"] = row.pop("what")
    return row


PERMISSIONS = {"unsubscribed": "denied", "complained": "denied", "subscribed": "granted"}
"""What becomes of the permission to write to somebody. Who was added to a list did not give any."""


def permission_of(email: EmailRecord) -> ChangeRecord | None:
    """What an e-mail says of the person's permission, as a fact about their lead, if it says anything."""
    decision = PERMISSIONS.get(email.what)
    if decision is None or not email.person or email.removed:
        return None
    return ChangeRecord(
        site=email.site,
        lead_id=NOBODY,
        ts=email.ts,
        received=email.received,
        id=permission_id(email.id),
        what="consent",
        person=email.person,
        via=email.via,
        reason=email.what,
        consent=decision,
        author=email.author or email.provider,
    )


def permissions_taken_back(items: Iterable[Record], store: Store) -> dict[UUID, list[UUID]]:
    """For each e-mail that takes its entry back, by its id: those told of that entry until then, stored or among these,
    which brought about a permission.
    """
    emails = [item for item in items if isinstance(item, EmailRecord)]
    takers = [item for item in emails if item.removed]
    told: dict[tuple[str, UUID], dict[UUID, int]] = defaultdict(dict)
    for item in emails if takers else ():
        if permission_of(item):
            told[item.site, item.entry][item.id] = item.received
    for site in sorted({item.site for item in takers}):
        entries = sorted({str(item.entry) for item in takers if item.site == site})
        for part in in_parts(entries):
            asked = {"site": site, "entries": part, "kinds": list(PERMISSIONS)}
            for row in store.query(statement("permissions_told"), asked):
                told[site, UUID(row["entry_id"])][UUID(row["row_id"])] = row["received_ms"]
    return {
        item.id: sorted(id_ for id_, received in told[item.site, item.entry].items() if received <= item.received)
        for item in takers
    }


def withdrawal(email: EmailRecord, permission: UUID) -> ChangeRecord:
    """The fact that a permission counts no more, for the e-mail that brought it about was taken back."""
    return ChangeRecord(
        site=email.site,
        lead_id=NOBODY,
        ts=email.ts,
        received=email.received,
        id=uuid5(NAMESPACE_OID, f"withdrawal {email.id} {permission}"),
        what="retracted",
        subject_id=permission,
        via=email.via,
        author=email.author or email.provider,
    )


def permission_id(email_id: UUID) -> UUID:
    """The id of the fact that a row of email_events brought about."""
    return uuid5(NAMESPACE_OID, f"permission {email_id}")


def delivery_row(delivery: DeliveryRecord) -> dict[str, Any]:
    """The row of deliveries."""
    row = plain_row(delivery)
    row["kind"] = row.pop("what")
    return row


def contact_row(item: EventRecord | LeadRecord | ChangeRecord) -> dict[str, Any]:
    """The row of contacts: the sealed box, under the submission that it came with, or the lead it is about."""
    return {
        "site": item.site,
        "lead_id": item.id if isinstance(item, EventRecord) else item.lead_id,
        "person": item.person,
        "ts": item.ts / 1000,
        "received": item.received / 1000,
        "id": item.id,
        "sealed": item.sealed,
    }


def plain_row(item: Record) -> dict[str, Any]:
    """A record's fields as columns; times in seconds with three decimals, as ClickHouse reads them."""
    row = msgspec.structs.asdict(item)
    for name in ("ts", "received"):
        if name in row:
            row[name] = row[name] / 1000
    return row


ROW_OF: dict[type[Record], Callable[[Any], dict[str, Any]]] = {
    LeadRecord: lead_row,
    ChangeRecord: change_row,
    CostRecord: plain_row,
    MetricRecord: plain_row,
    DeliveryRecord: delivery_row,
}


def line(row: dict[str, Any]) -> bytes:
    """A row as JSON on a line of its own."""
    return encode_json(row) + b"\n"


def month_of(ts: int) -> str:
    """The month (UTC), as 2026-03, of a time in Unix milliseconds."""
    return month_of_day(ts // DAY_MS)


@lru_cache(maxsize=4096)
def month_of_day(day: int) -> str:
    """The month, as 2026-03, of a day counted from 1970-01-01."""
    return datetime.fromtimestamp(day * 86_400, UTC).strftime("%Y-%m")


def in_parts(items: Sequence[T], most: int = LOOK_UP) -> Iterator[Sequence[T]]:
    """A few items at a time: parameters travel in the request's address, which ClickHouse lets be a megabyte long."""
    for start in range(0, len(items), most):
        yield items[start : start + most]


@cache
def statement(name: str) -> str:
    """A statement of collector/sql."""
    return (SQL / f"{name}.sql").read_text("utf-8")
