"""Whatever arrives later, and in any order: what is frozen stays, and what happened to a lead gives one answer."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from collector.lead import make_leads
from collector.lead_summary import sum_leads_of
from collector.migrate import migrate
from collector.session import session_bound
from collector.summary import sum_all_again
from leadpump.clickhouse import ClickHouse
from tests.conftest import EmbeddedClickHouse

NOON_MS = 1_773_144_000_000
MINUTE = 60_000
VISITOR, PERSON = 77, 4711
CHANNELS = [("Direct", "(direct)"), ("Paid Search", "Google"), ("Email", "Brevo"), ("Organic Social", "Facebook")]
A_FEW = settings(max_examples=6, deadline=None, phases=[Phase.generate])
"""An example takes a second: a failing one is not made smaller."""

Row = dict[str, Any]


@pytest.fixture(scope="module")
def store(chdb_path: Path) -> ClickHouse:
    """One schema for all examples; each uses a site of its own."""
    store = EmbeddedClickHouse(chdb_path, f"leads_{secrets.token_hex(4)}")
    store.create_database()
    migrate(store)
    return store


def visit(site: str, minute: int, channel: int) -> Row:
    """A page view that opens a session."""
    ts = NOON_MS + minute * MINUTE
    name, source = CHANNELS[channel]
    own = {"id": uuid4(), "name": "pageview", "path": f"/{minute}", "channel": name, "source": source}
    return own | placed(site, ts) | {"opens_touch": name != "Direct"}


def form(site: str, id_: UUID, minute: int) -> Row:
    """A form submitted by the person."""
    ts = NOON_MS + minute * MINUTE
    return {
        "id": id_,
        "name": "form_submit",
        "channel": "Direct",
        "source": "(direct)",
        "person": PERSON,
        "interaction": True,
    } | placed(site, ts)


def placed(site: str, ts: int) -> Row:
    """Where and when: visits are hours apart, so each is a session."""
    return {
        "site": site,
        "session_id": session_bound(ts),
        "visitor_id": VISITOR,
        "ts": ts / 1000,
        "received": ts / 1000,
        "page_id": uuid4(),
    }


def insert(store: ClickHouse, table: str, rows: Sequence[Row]) -> None:
    if rows:
        lines = "\n".join(json.dumps(row, default=str) for row in rows)
        store.insert_lines(table, lines.encode(), secrets.token_hex(8))
        if table == "lead_events":
            sum_leads_of(store, [json.loads(row) for row in lines.splitlines()])


def leads(store: ClickHouse, site: str, view: str = "all_leads") -> list[Row]:
    """The leads as they were summed, or worked out."""
    return store.query(f"select * from {view} where site = {{site:String}} order by created, lead_id", {"site": site})


def whole_leads(store: ClickHouse, site: str) -> list[Row]:
    """The leads as they were summed, which is what all their facts come to."""
    found = leads(store, site)
    assert found == leads(store, site, "lead_summing")
    return found


def frozen(lead: Row) -> Row:
    return {name: value for name, value in lead.items() if name.startswith(("first_", "last_", "converting_"))}


@A_FEW
@given(data=st.data())
def test_a_leads_touches_never_change_once_it_is_made(store: ClickHouse, data: st.DataObject) -> None:
    site = f"{secrets.token_hex(6)}.fr"
    minutes = data.draw(st.lists(st.integers(-60, 60).map(lambda n: n * 120), min_size=1, max_size=5, unique=True))
    visits = [visit(site, minute, data.draw(st.integers(0, 3))) for minute in minutes]
    rows = data.draw(st.permutations([*visits, form(site, uuid4(), 1), form(site, uuid4(), 601)]))
    cuts = data.draw(st.integers(1, len(rows)))
    seen: dict[str, Row] = {}
    for start in range(0, len(rows), cuts):
        insert(store, "events", rows[start : start + cuts])
        sum_all_again(store)
        make_leads(store, NOON_MS)
        for lead in leads(store, site):
            assert frozen(lead) == seen.setdefault(str(lead["lead_id"]), frozen(lead))
    made = whole_leads(store, site)
    assert all(frozen(lead)["converting_channel"] for lead in made)
    # One person, one lead, whichever of the forms came first.
    assert [lead["submissions"] for lead in made] == [2]


@A_FEW
@given(data=st.data())
def test_what_happened_to_a_lead_gives_one_answer_in_any_order_and_however_often(
    store: ClickHouse, data: st.DataObject
) -> None:
    first, later = uuid4(), uuid4()
    stages = data.draw(
        st.lists(
            st.sampled_from(["contacted", "mql", "sql", "opportunity", "customer", "lost"]), min_size=1, max_size=5
        )
    )
    facts = [
        {"lead_id": data.draw(st.sampled_from([first, later])), "ts": (NOON_MS + (n + 2) * MINUTE) / 1000,
         "id": uuid4(), "stage": stage, "value": 100 if stage == "customer" else None, "reason": f"because {n}"}
        for n, stage in enumerate(stages)
    ]  # fmt: skip
    facts.append({"lead_id": UUID(int=0), "person": PERSON, "ts": (NOON_MS + 30 * MINUTE) / 1000, "id": uuid4(),
                  "kind": "sale", "value": 40})  # fmt: skip
    facts.append({"subject_id": facts[0]["id"], "ts": (NOON_MS + 40 * MINUTE) / 1000, "id": uuid4(),
                  "kind": "retracted"})  # fmt: skip
    answers = []
    for order in (facts, data.draw(st.permutations(facts))):
        site = f"{secrets.token_hex(6)}.fr"
        before = data.draw(st.integers(0, len(order)))
        own = [fact | {"site": site, "received": fact["ts"]} for fact in order]
        for table in ("events", "session_summaries", "lead_events", "lead_summaries"):
            store.command(f"truncate table {table}")
        insert(store, "lead_events", own[:before])
        insert(store, "events", [form(site, first, 0), form(site, later, 1)])
        sum_all_again(store)
        make_leads(store, NOON_MS)
        insert(store, "lead_events", own[before:])
        answers.append([lead | {"site": ""} for lead in whole_leads(store, site)])
    assert answers[0] == answers[1]
    assert len(answers[0]) == 1
