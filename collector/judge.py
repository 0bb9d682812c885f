"""What is found out of a submitted form once it is stored: it was filled too fast, or somebody says that it is spam, or
not. That is told of its lead; here the form's event is made to say so too, so that no report counts what another leaves
out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from collector.lead_summary import Fact
from collector.prepare import in_parts, statement
from collector.record import NOBODY
from collector.store import Store
from collector.summary import sum_sessions


def judge_forms(store: Store, marks: Collection[UUID], persons: Collection[int] = ()) -> None:
    """Have the events of submitted forms say what their leads do: whether they are spam. Once the leads are summed.

    marks: ids of the leads, of submissions joined to them or of facts about them. persons: whose leads. Whoever calls
    holds the lock of collector/preparing.py.
    """
    for part in in_parts(sorted(map(str, marks))):
        write_verdicts(store, store.query(statement("judged_otherwise"), {"marks": part, "persons": []}))
    for people in in_parts(sorted(persons)):
        write_verdicts(store, store.query(statement("judged_otherwise"), {"marks": [], "persons": people}))


def judge_all_forms(store: Store) -> None:
    """The same for all leads there are: for somebody was stopped, or wrote facts without the loader."""
    write_verdicts(store, store.query(statement("judged_otherwise"), {"marks": [], "persons": []}))


def write_verdicts(store: Store, forms: Sequence[Mapping[str, Any]]) -> None:
    """Write into the events of these forms why they are spam, or that they are not, and sum their sessions."""
    for (site, spam), alike in groupby(forms, key=lambda form: (form["site"], form["spam"])):
        for part in in_parts(list(alike)):
            sessions = sorted({int(form["session"]) for form in part})
            asked = {"site": site, "spam": spam, "sessions": sessions}
            store.command(statement("judge_forms"), asked | {"submissions": [form["submission"] for form in part]})
            sum_sessions(store, {site: sessions})


def judge_forms_of(store: Store, facts: Iterable[Fact]) -> None:
    """Judge the forms of those leads that rows of lead_events say are spam or not, or take something back of."""
    marks: set[UUID] = set()
    persons: set[int] = set()
    for fact in facts:
        if fact.get("kind") in ("spam", "retracted"):
            marks |= {UUID(fact.get(name) or NOBODY.hex) for name in ("lead_id", "subject_id")}
            persons |= {fact.get("person") or 0}
    judge_forms(store, marks - {NOBODY}, persons - {0})
