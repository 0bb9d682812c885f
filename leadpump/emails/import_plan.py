"""What an import of e-mails would add, and what undoing it takes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

import msgspec

from collector.prepare import PERMISSIONS, in_parts, permission_id
from collector.record import ChangeRecord, EmailRecord
from leadpump.emails.imported import Told
from leadpump.emails.statement import statement
from leadpump.leads.form import Writer
from leadpump.leads.import_plan import retraction
from reports.query import Query

Fact = EmailRecord | ChangeRecord


@dataclass(frozen=True, slots=True)
class Plan:
    """fresh: facts to add. changed: totals that take the place of others. back: facts that come again after they were
    taken back. same: how many are there already.
    """

    fresh: tuple[EmailRecord, ...]
    changed: tuple[EmailRecord, ...]
    back: tuple[EmailRecord, ...]
    same: int

    @property
    def records(self) -> list[EmailRecord]:
        """The facts to append."""
        return [*self.fresh, *self.changed, *self.back]


@dataclass(frozen=True, slots=True)
class Held:
    """What holds of an entry."""

    recipients: int
    removed: bool


def plan_import(told: Sequence[Told], query: Query, site: str) -> Plan:
    """What these facts would add. An entry that is there already is told anew under another id."""
    held = find_held([one.record.entry for one in told], query, site)
    fresh: list[EmailRecord] = []
    changed: list[EmailRecord] = []
    back: list[EmailRecord] = []
    for one in told:
        known = held.get(one.record.entry)
        if known is None:
            fresh.append(one.record)
        elif known.removed:
            back.append(anew(one.record))
        elif known.recipients != one.record.recipients:
            changed.append(anew(one.record))
    return Plan(tuple(fresh), tuple(changed), tuple(back), len(told) - len(fresh) - len(changed) - len(back))


def anew(record: EmailRecord) -> EmailRecord:
    """The same, as another row of its entry."""
    return msgspec.structs.replace(record, id=uuid4())


def find_held(entries: Sequence[UUID], query: Query, site: str) -> dict[UUID, Held]:
    """What holds of these entries, of those that are there."""
    return {
        UUID(row["known_entry"]): Held(int(row["recipients"]), bool(row["removed"]))
        for part in in_parts(sorted(map(str, entries)))
        for row in query(statement("import_held"), {"site": site, "entries": part})
    }


@dataclass(frozen=True, slots=True)
class Undoing:
    """facts: what to append. taken_back: how many facts count no more. restored: totals as they were before."""

    facts: tuple[Fact, ...]
    taken_back: int
    restored: int


def plan_undoing(received: int, query: Query, writer: Writer) -> Undoing:
    """What takes an import back. received: its moment, in Unix milliseconds. What was told since by others stays."""
    params = {"site": writer.site.name, "received": received}
    before = {row["entry_id"]: row for row in query(statement("import_before"), params)}
    facts: list[Fact] = []
    restored = 0
    rows = query(statement("import_rows"), params)
    for row in rows:
        earlier = before.get(row["entry_id"])
        facts.append(record_of(earlier or row, writer, removed=earlier is None))
        restored += earlier is not None
        # What is taken back takes its permission along; what is restored only replaces a row.
        if earlier and row["kind"] in PERMISSIONS and int(row["person"]):
            facts.append(retraction(permission_id(UUID(row["row_id"])), writer))
    return Undoing(tuple(facts), len(rows) - restored, restored)


def record_of(row: Mapping[str, object], writer: Writer, *, removed: bool) -> EmailRecord:
    """A row told anew now."""
    names = ("campaign", "subject", "sequence", "message", "list", "utm_campaign", "provider")
    return EmailRecord(
        site=writer.site.name,
        ts=int(str(row["ts_ms"])),
        received=int(writer.now.timestamp() * 1000),
        id=uuid4(),
        entry=UUID(str(row["entry_id"])),
        what=str(row["kind"]),
        person=int(str(row["person"])),
        recipients=int(str(row["recipients"])),
        step=int(str(row["step"])),
        via="page",
        author=writer.author,
        removed=removed,
        **{name: str(row[name]) for name in names},
    )
