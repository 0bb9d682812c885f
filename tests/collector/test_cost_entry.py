"""Costs are appended, and may be corrected: of an entry's day the row received last holds."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any
from uuid import UUID, uuid4

import pytest

from collector import record
from collector.record import CostRecord
from tests.collector.conftest import NOON, Pipeline

ENTRY = UUID(int=7)


def cost(day: str = "2026-03-10", amount: float = 10, **fields: Any) -> dict[str, Any]:
    return {
        "site": "example.fr", "day": day, "amount": amount, "currency": "EUR", "id": str(uuid4()), "entry": str(ENTRY),
    } | fields  # fmt: skip


def spend(pipeline: Pipeline) -> list[tuple[str, float, str]]:
    rows = pipeline.rows("select day, amount, note from spend order by day")
    return [(row["day"].isoformat(), float(row["amount"]), row["note"]) for row in rows]


def send(pipeline: Pipeline, seconds: int, *costs: dict[str, Any]) -> None:
    pipeline.now = NOON + timedelta(seconds=seconds)
    assert pipeline.import_("costs", costs).json == {"accepted": len(costs), "refused": []}
    pipeline.load()


def test_an_entry_without_a_name_stands_for_itself(pipeline: Pipeline) -> None:
    first = cost()
    del first["entry"]
    send(pipeline, 0, first, first | {"id": str(uuid4())})
    assert spend(pipeline) == [("2026-03-10", 10, ""), ("2026-03-10", 10, "")]
    assert pipeline.rows("select countIf(entry = id) as own from costs") == [{"own": 2}]


def test_what_was_received_last_holds(pipeline: Pipeline) -> None:
    send(pipeline, 0, cost(amount=10), cost("2026-03-11", 20))
    send(pipeline, 1, cost(amount=15, note="with the fee"))
    assert spend(pipeline) == [("2026-03-10", 15, "with the fee"), ("2026-03-11", 20, "")]


def test_a_day_that_is_removed_is_gone_until_it_is_sent_again(pipeline: Pipeline) -> None:
    send(pipeline, 0, cost(amount=10), cost("2026-03-11", 20))
    send(pipeline, 1, cost(amount=0, removed=True))
    assert spend(pipeline) == [("2026-03-11", 20, "")]
    send(pipeline, 2, cost(amount=12))
    assert spend(pipeline) == [("2026-03-10", 12, ""), ("2026-03-11", 20, "")]


def test_a_cost_in_another_currency_is_refused_and_the_others_are_kept(pipeline: Pipeline) -> None:
    lines = [cost(amount=10), cost("2026-03-11", 20, currency="USD"), cost("2026-03-12", 30)]
    answer = pipeline.import_("costs", lines)
    assert answer.status_code == 202
    refused = {"index": 1, "reason": "bad_field", "detail": "the site counts in EUR - at `$.currency`"}
    assert answer.json == {"accepted": 2, "refused": [refused]}
    pipeline.load()
    assert spend(pipeline) == [("2026-03-10", 10, ""), ("2026-03-12", 30, "")]
    assert pipeline.import_("costs", lines[1:2]).status_code == 400


def test_a_cost_of_before_the_currency_was_corrected_can_be_taken_away(pipeline: Pipeline) -> None:
    old = CostRecord(
        site="example.fr", day="2026-03-10", received=1, id=uuid4(), entry=ENTRY, amount="99", currency="USD"
    )
    pipeline.spool.append([record.encode(old)])
    pipeline.load()
    send(pipeline, 0, cost(amount=0, currency="USD", removed=True))
    assert spend(pipeline) == []


def test_the_same_entry_of_another_site_is_another(pipeline: Pipeline) -> None:
    send(pipeline, 0, cost(amount=10))
    other = CostRecord(
        site="other.fr", day="2026-03-10", received=1, id=uuid4(), entry=ENTRY, amount="99", currency="EUR"
    )
    pipeline.spool.append([record.encode(other)])
    pipeline.load()
    assert [float(row["amount"]) for row in pipeline.rows("select amount from spend where site = 'example.fr'")] == [10]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_in_which_rows_are_stored_changes_nothing(pipeline: Pipeline, order: tuple[int, ...]) -> None:
    """As they reach the table after an outage, a replay or from several workers."""
    versions = [("10", False), ("11", True), ("12", False)]
    for number in order:
        amount, removed = versions[number]
        item = CostRecord(
            site="example.fr", day="2026-03-10", received=1_773_000_000_000 + number, id=uuid4(), entry=ENTRY,
            amount=amount, currency="EUR", removed=removed,
        )  # fmt: skip
        pipeline.spool.append([record.encode(item)])
        pipeline.load()
    assert spend(pipeline) == [("2026-03-10", 12, "")]


def test_a_record_of_before_there_were_entries_is_an_entry_of_its_own(pipeline: Pipeline) -> None:
    """A segment that an older version spooled, loaded after the upgrade."""
    old = {
        "kind": "cost", "site": "example.fr", "day": "2026-03-10", "received": 1_773_000_000_000, "id": uuid4(),
        "channel": "", "source": "", "campaign": "", "magnet": "", "amount": "12.5000", "currency": "EUR", "author": "",
    }  # fmt: skip
    pipeline.spool.append([record.encode(old)])
    pipeline.load()
    assert pipeline.rows("select entry = id as own, purpose, removed from costs") == [
        {"own": 1, "purpose": "media", "removed": False}
    ]
    assert spend(pipeline) == [("2026-03-10", 12.5, "")]


@pytest.mark.parametrize("wrong", [{"purpose": "beer"}, {"entry": "monthly fee"}, {"amount": -1}, {"removed": "yes"}])
def test_what_a_correction_may_not_be(pipeline: Pipeline, wrong: dict[str, Any]) -> None:
    answer = pipeline.import_("costs", [cost(**wrong)])
    assert (answer.status_code, (answer.json or {})["reason"]) == (400, "bad_field")
