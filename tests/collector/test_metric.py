"""Outside metrics are appended, may be corrected, and what an import brought can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from collector import record
from collector.metric import HISTORY, METRICS
from collector.record import MetricRecord
from tests.collector.conftest import NOON, Pipeline
from tests.conftest import EmbeddedClickHouse, filled_with_schema
from tests.docs.page import read_page, section, table

FIRST, SECOND = UUID(int=1), UUID(int=2)
MOMENT = int(NOON.timestamp() * 1000)


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory, chdb_path: Path) -> Iterator[Pipeline]:
    """One database for all the tests: each asks of a metric of its own."""
    store = EmbeddedClickHouse(chdb_path, "metrics")
    with filled_with_schema(store):
        opened = Pipeline(tmp_path_factory.mktemp("metrics"), store)
        yield opened
        opened.spool.close()


def metric(name: str, value: float, day: str = "2026-03-10", **fields: Any) -> dict[str, Any]:
    return {"site": "example.fr", "day": day, "metric": name, "value": value, "id": str(uuid4())} | fields


def send(pipeline: Pipeline, seconds: int, *metrics: dict[str, Any]) -> None:
    pipeline.now = NOON + timedelta(seconds=seconds)
    assert pipeline.import_("metrics", metrics).json == {"accepted": len(metrics), "refused": []}
    pipeline.load()


def brought(pipeline: Pipeline, name: str, later: int, value: str, by: UUID, **fields: Any) -> None:
    """A row of an import, received so many milliseconds after noon."""
    item = MetricRecord(
        site="example.fr", day="2026-03-10", received=MOMENT + later, id=uuid4(), metric=name, value=value,
        import_id=by, via="csv", **fields,
    )  # fmt: skip
    pipeline.spool.append([record.encode(item)])
    pipeline.load()


def held(pipeline: Pipeline, name: str, *columns: str) -> list[tuple[Any, ...]]:
    asked = ("dimension", "toString(day) as date", "toFloat64(value) as amount", *columns)
    rows = pipeline.rows(
        f"select {', '.join(asked)} from metric_days where metric = '{name}' and site = 'example.fr'"
        " order by dimension, day"
    )
    return [tuple(row.values()) for row in rows]


def test_what_was_received_last_holds_of_each_dimension_and_day(pipeline: Pipeline) -> None:
    instagram, linkedin = {"dimension": "Instagram"}, {"dimension": "LinkedIn"}
    send(pipeline, 0, metric("social_followers", 100, **instagram), metric("social_followers", 40, **linkedin))
    send(pipeline, 1, metric("social_followers", 101.5, **instagram))
    send(pipeline, 2, metric("social_followers", 110, "2026-03-11", **instagram))
    assert held(pipeline, "social_followers", "adds_up", "via") == [
        ("Instagram", "2026-03-10", 101.5, False, "api"),
        ("Instagram", "2026-03-11", 110, False, "api"),
        ("LinkedIn", "2026-03-10", 40, False, "api"),
    ]


def test_what_is_removed_is_gone_until_it_is_sent_again(pipeline: Pipeline) -> None:
    send(pipeline, 0, metric("likes", 5))
    send(pipeline, 1, metric("likes", 0, removed=True))
    assert held(pipeline, "likes") == []
    send(pipeline, 2, metric("likes", 6))
    assert held(pipeline, "likes") == [("", "2026-03-10", 6)]


def test_a_repeated_id_counts_once(pipeline: Pipeline) -> None:
    once = metric("shares", 5)
    send(pipeline, 0, once, once)
    send(pipeline, 1, once | {"value": 7})
    assert held(pipeline, "shares") == [("", "2026-03-10", 5)]


def test_an_undone_import_gives_way_to_what_was_there_before(pipeline: Pipeline) -> None:
    brought(pipeline, "reach", 0, "10", FIRST)
    brought(pipeline, "reach", 1, "20", SECOND)
    assert held(pipeline, "reach") == [("", "2026-03-10", 20)]
    brought(pipeline, "reach", 2, "0", SECOND, removed=True)
    assert held(pipeline, "reach") == [("", "2026-03-10", 10)]


def test_undone_in_the_order_in_which_they_came_nothing_comes_back(pipeline: Pipeline) -> None:
    brought(pipeline, "mentions", 0, "10", FIRST)
    brought(pipeline, "mentions", 1, "20", SECOND)
    brought(pipeline, "mentions", 2, "0", FIRST, removed=True)
    assert held(pipeline, "mentions") == [("", "2026-03-10", 20)]
    brought(pipeline, "mentions", 3, "0", SECOND, removed=True)
    assert held(pipeline, "mentions") == []


def test_a_metric_of_ones_own_adds_up_unless_it_is_said_not_to(pipeline: Pipeline) -> None:
    send(pipeline, 0, metric("calls", 3), metric("stock", 3, adds_up=False), metric("seo_positions", 3, adds_up=True))
    assert [held(pipeline, name, "adds_up")[0][3] for name in ("calls", "stock", "seo_positions")] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    "wrong", [{"metric": "Followers"}, {"metric": ""}, {"value": -1}, {"day": "1999-12-31"}, {"dimension": "x" * 201}]
)
def test_what_a_metric_may_not_be(pipeline: Pipeline, wrong: dict[str, Any]) -> None:
    answer = pipeline.import_("metrics", [metric("likes", 1) | wrong])
    assert (answer.status_code, (answer.json or {})["reason"]) == (400, "bad_field")


def test_the_names_are_documented() -> None:
    named = table(section(read_page("outside.md"), "## Names"))
    assert {name: cells[1] == "add up" for name, cells in named.items()} == METRICS
    assert all(name.startswith("history_") for name in HISTORY)
