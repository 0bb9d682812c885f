"""One person, wherever they are: in the tables, in what is kept of the spool, in what was set aside.

What was counted stays counted: leads and visits lose the person, the answers and the contact details, and the figures
stay true. The loader must be at rest, with nothing prepared.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from collector import record
from collector.lead_summary import sum_all_leads
from collector.person import Key, unseal
from collector.prepare import statement
from collector.record import ChangeRecord, DeliveryRecord, EmailRecord, EventRecord, LeadRecord, Record
from collector.rejected import CutFile, Rejected, SetAside
from collector.spool import Damage, frame, read_frames, sync_folder, write_synced
from collector.store import Store
from collector.webhook.body import open_body

OF_PERSONS = ("contacts", "lead_events", "lead_summaries", "events", "email_events", "deliveries")
"""Tables that name persons."""
NOBODY_BITS = 40
NOBODY = 0xFFFFFF << NOBODY_BITS
"""Numbers from here on stand for nobody; one person's in sixteen million is as high by chance."""


def make_nobody() -> int:
    """A number for somebody whom nobody is to know."""
    return NOBODY | secrets.randbits(NOBODY_BITS)


@dataclass(frozen=True, slots=True)
class Known:
    """A person on a site: the number, and the ids of their leads, submissions, reports and notes.

    nobody: what stands in their place where rows must still be known as one person's; it is written down nowhere.
    """

    site: str
    person: int
    ids: frozenset[UUID]
    nobody: int = field(default_factory=make_nobody)

    @property
    def params(self) -> dict[str, Any]:
        """For the statements."""
        ids = sorted(map(str, self.ids))
        named = {"person": self.person, "persons": [self.person], "nobodies": [self.nobody]}
        return named | {"site": self.site, "ids": ids}

    def is_in(self, item: Record) -> bool:
        """Whether the record tells of this person."""
        if isinstance(item, DeliveryRecord):
            return item.site == self.site and (self.person in item.persons or bool(self.ids & set(item.leads)))
        if item.site != self.site or not isinstance(item, EventRecord | LeadRecord | ChangeRecord | EmailRecord):
            return False
        own = {item.id} if isinstance(item, EventRecord | EmailRecord) else {item.id, item.lead_id}
        return item.person == self.person or bool(own & self.ids)


@dataclass(slots=True)
class Erased:
    """What was erased: rows of contacts; e-mails, facts and deliveries; records of kept segments; things that were set
    aside.
    """

    contacts: int = 0
    told: int = 0
    records: int = 0
    set_aside: int = 0


def find_person(store: Store, site: str, person: int) -> Known:
    """The ids by which ClickHouse knows the person."""
    return Known(site, person, frozenset(map(UUID, ids_of(store, site, [person]))))


def ids_of(store: Store, site: str, persons: Sequence[int], leads: Sequence[str] = ()) -> list[str]:
    """The ids of persons' leads, submissions, reports and notes. leads: of those too, which may name no person."""
    rows = store.query(statement("person_ids"), {"site": site, "persons": list(persons), "leads": list(leads)})
    return sorted(row["known_id"] for row in rows)


def export_person(store: Store, known: Known, key: Key) -> dict[str, Any]:
    """Everything kept of the person, readable: contact details and notes, leads, what happened to them, visits."""
    contacts = store.query(statement("person_contacts"), known.params)
    found = {
        name: store.query(statement(f"person_{name}"), known.params)
        for name in ("leads", "changes", "events", "emails")
    }
    delivered = [opened(row, key) for row in store.query(statement("person_deliveries"), known.params)]
    return {"site": known.site, "contacts": [told(row, key) for row in contacts], "deliveries": delivered} | found


def told(row: dict[str, Any], key: Key) -> dict[str, Any]:
    """A row of contacts, opened."""
    return {"at": row["at"], "id": row["id"]} | unseal(row["sealed"], key)


def opened(row: dict[str, Any], key: Key) -> dict[str, Any]:
    """A row of deliveries, with its body as it came."""
    body = open_body(row.pop("sealed"), key)
    return row | {"body": "" if body is None else body.decode("utf-8", "replace")}


def erase_person(store: Store, spool: Path, known: Known) -> Erased:
    """Erase the person everywhere. Safe to repeat; if it is interrupted, it has to be.

    Files go first: what is in them could be loaded again.
    """
    erased = Erased()
    for path in sorted((*spool.glob("done/*/*.ready"), *spool.glob("replay/*.ready"))):
        erased.records += scrub_segment(path, known)
    erased.set_aside = drop_set_aside(Rejected(spool / "rejected"), known)
    erased.contacts = len(store.query(statement("person_contacts"), known.params))
    for told in ("emails", "changes", "deliveries"):
        erased.told += len(store.query(statement(f"person_{told}"), known.params))
    for table in OF_PERSONS:
        store.command(statement(f"erase_{table}"), known.params)
    sum_all_leads(store, [known.site])
    return erased


def scrub_segment(path: Path, known: Known) -> int:
    """Take the person out of a segment; out of how many of its records. The rows prepared from it go: they are
    stored.
    """
    parts = list(read_frames(path.read_bytes()))
    found = 0
    written: list[bytes] = []
    for part in parts:
        if isinstance(part, Damage):
            # Nobody can tell who is in it, and it was set aside when the segment was loaded.
            continue
        item = readable(part)
        if item is not None and known.is_in(item):
            found += 1
            part = record.encode(without_person(item, known.nobody))
        written.append(frame(part))
    if found:
        beside = path.with_name(f".{path.name}.new")
        write_synced(beside, written)
        beside.rename(path)
        for rows in path.parent.glob("*.jsonl"):
            if path.parent.parent.name == "done":
                rows.unlink()
        sync_folder(path.parent)
    return found


def readable(payload: bytes) -> Record | None:
    """The record of a frame, or None if this version knows no such record."""
    try:
        item: Record = record.decode(payload)
    except msgspec.MsgspecError:
        return None
    return item


def without_person(item: Record, nobody: int) -> Record:
    """The record as a count: nobody's."""
    if isinstance(item, DeliveryRecord):
        emptied: Record = msgspec.structs.replace(item, persons=[], leads=[], sealed="")
        return emptied
    changes: dict[str, Any] = {"person": nobody, "sealed": ""}
    if isinstance(item, EmailRecord):
        del changes["sealed"]
    elif isinstance(item, EventRecord):
        changes["person"] = 0
        changes["props"] = {
            name: value
            for name, value in item.props.items()
            if not name.startswith("answer.") and name != "contact.consent"
        }
    elif isinstance(item, LeadRecord):
        changes["answers"] = {}
    else:
        changes["order_id"] = ""
    scrubbed: Record = msgspec.structs.replace(item, **changes)
    return scrubbed


def drop_set_aside(folder: Rejected, known: Known) -> int:
    """Remove what was set aside of the person, and damaged bytes, in which nobody can tell who is; how many."""
    dropped = 0
    for name in folder.names():
        try:
            item = folder.read(name)
        except CutFile:
            continue
        if tells_of(item, known):
            folder.drop(name)
            dropped += 1
    return dropped


def tells_of(item: SetAside, known: Known) -> bool:
    """Whether something set aside tells of the person, or may."""
    if item.kind == "bytes":
        return True
    if item.kind == "record":
        kept = readable(item.data)
        return kept is None or known.is_in(kept)
    row = msgspec.json.decode(item.row)
    own = {str(row.get(name)) for name in ("id", "lead_id", "subject_id")} | set(row.get("leads", ()))
    persons = {row.get("person"), *row.get("persons", ())}
    return bool(row.get("site") == known.site and (known.person in persons or own & set(map(str, known.ids))))
