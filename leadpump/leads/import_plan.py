"""What an import of leads, or of what happened to them, would add; and what undoing it takes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from collector.prepare import in_parts
from collector.record import NOBODY, ChangeRecord
from leadpump.leads.form import Writer, change_record
from leadpump.leads.imported import Fact, Told, again
from leadpump.leads.statement import statement
from reports.query import Query

UNDONE = "undone"
"""The reason that marks the leads of an import that was undone: like spam, they count nowhere."""


@dataclass(frozen=True, slots=True)
class Plan:
    """fresh: facts to add. back: marks to withdraw, of leads that come again after they were undone. adds: how many
    facts would count that do not count now. same: how many are there already. strange: lines about people that nobody
    has told of.
    """

    fresh: tuple[Fact, ...]
    back: tuple[UUID, ...]
    adds: int
    same: int
    strange: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """A fact that is there. mark: the id of what marks its lead as undone, or ""."""

    withdrawn: bool
    mark: str


def plan_import(told: Sequence[Told], query: Query, site: str) -> Plan:
    """What these facts would add. One that was withdrawn is told anew, under another id."""
    fresh: list[Fact] = []
    back: dict[str, bool] = {}
    same = generation = 0
    open_ = [one.record for one in told]
    while open_:
        candidates = {again(record, generation).id: record for record in open_}
        known = find_known(candidates, query, site)
        fresh += [again(record, generation) for id_, record in candidates.items() if id_ not in known]
        # Of each mark whether a fact that is told anew comes with its lead.
        back |= {one.mark: one.withdrawn or back.get(one.mark, False) for one in known.values() if one.mark}
        same += sum(not one.withdrawn and not one.mark for one in known.values())
        open_ = [record for id_, record in candidates.items() if id_ in known and known[id_].withdrawn]
        generation += 1
    adds = len(fresh) + sum(not is_told for is_told in back.values())
    return Plan(tuple(fresh), tuple(map(UUID, back)), adds, same, strange_lines(told, query, site))


def find_known(ids: Sequence[UUID] | dict[UUID, Fact], query: Query, site: str) -> dict[UUID, Known]:
    """Which of these facts are there."""
    return {
        UUID(row["fact"]): Known(bool(row["withdrawn"]), row["mark"])
        for part in in_parts(sorted(map(str, ids)))
        for row in query(statement("import_known"), {"site": site, "ids": part})
    }


def strange_lines(told: Sequence[Told], query: Query, site: str) -> tuple[int, ...]:
    """The lines about nobody that is known: they count once somebody tells of the person."""
    changes = [(one.line, one.record) for one in told if isinstance(one.record, ChangeRecord)]
    people: set[int] = set()
    ids: set[str] = set()
    for part in in_parts([record for _, record in changes]):
        rows = query(
            statement("import_people"),
            {
                "site": site,
                "people": sorted({record.person for record in part if record.lead_id == NOBODY}),
                "ids": sorted({str(record.lead_id) for record in part if record.lead_id != NOBODY}),
            },
        )
        people |= {int(row["person"]) for row in rows}
        ids |= {row["submission"] for row in rows}
    return tuple(
        line
        for line, record in changes
        if (record.person not in people if record.lead_id == NOBODY else str(record.lead_id) not in ids)
    )


def records_of_import(plan: Plan, writer: Writer) -> list[Fact]:
    """The facts to append."""
    return [*plan.fresh, *(retraction(mark, writer) for mark in plan.back)]


@dataclass(frozen=True, slots=True)
class Undoing:
    """facts: what to append. leads, changes: how many count no more. kept: leads that others told of too."""

    facts: tuple[ChangeRecord, ...]
    leads: int
    changes: int
    kept: int


def plan_undoing(received: int, query: Query, writer: Writer) -> Undoing:
    """What takes an import back. received: its moment, in Unix milliseconds."""
    params = {"site": writer.site.name, "received": received}
    changes = [UUID(row["fact"]) for row in query(statement("import_changes"), params)]
    leads = query(statement("import_leads"), params)
    own = [UUID(row["lead"]) for row in leads if not row["shared"]]
    # What it told of leads that stay is taken back too, so that they go once whoever else told of them takes that back.
    reports = [UUID(report) for row in leads if row["shared"] for report in row["told"]]
    facts = (*(retraction(fact, writer) for fact in (*changes, *reports)), *(mark(lead, writer) for lead in own))
    return Undoing(facts, len(own), len(changes), len(leads) - len(own))


def retraction(fact: UUID, writer: Writer) -> ChangeRecord:
    """What withdraws a fact."""
    return change_record(writer, **signed(writer), kind="retracted", retracts=fact)


def mark(lead: UUID, writer: Writer) -> ChangeRecord:
    """What keeps a lead out of every figure."""
    return change_record(writer, **signed(writer), kind="spam", lead=lead, reason=UNDONE)


def signed(writer: Writer) -> dict[str, object]:
    """Under which id, and when."""
    return {"id": uuid4(), "ts": int(writer.now.timestamp() * 1000)}
