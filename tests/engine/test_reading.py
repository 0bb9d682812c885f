"""How reports read a ClickHouse that has little memory."""

from __future__ import annotations

import threading

import pytest

from collector.store import StoreRefused
from leadpump.clickhouse import ClickHouse
from leadpump.reading import create_query
from leadpump.settings import read_settings
from reports.query import DatabaseAskedTooMuch, DatabaseShortOfMemory, DatabaseUnavailable, Query
from tests.conftest import EngineProcess, wait_until


@pytest.fixture
def reading(engine: EngineProcess) -> Query:
    """How reports ask this engine."""
    at = engine.address("default")
    return create_query(
        read_settings(
            {"LEADPUMP_CLICKHOUSE": f"clickhouse://{at.user}:{at.password}@{at.host}:{at.port}/{at.database}"}
        )
    )


def test_a_report_waits_for_the_memory_that_others_hold(engine: EngineProcess, reading: Query) -> None:
    store = ClickHouse(engine.address("default"))
    array = "length(arrayWithConstant(materialize({n}), number)) as n"
    # A set is made whole before anything is looked for in it, and kept until the end.
    holding = "select sleepEachRow(0.5) from numbers(5) where number not in (select number + 5 from numbers(10000000))"
    wanting = f"select {array.format(n=50_000_000)} from numbers(1)"
    held = "select count() as n from system.processes where memory_usage > 200000000"
    holder = threading.Thread(target=store.query, args=(holding,))
    holder.start()
    wait_until(lambda: store.query(held) == [{"n": 1}], what="a statement that holds much memory")
    with pytest.raises(StoreRefused, match=r"\(total\) memory limit exceeded"):
        store.query(wanting)
    assert reading(wanting, {}) == [{"n": 50_000_000}]
    holder.join()


def test_a_report_that_asks_for_too_much_is_told_apart_from_a_fault(reading: Query) -> None:
    with pytest.raises(DatabaseAskedTooMuch, match="Query memory limit exceeded"):
        reading("select length(groupArray(number)) from numbers(300000000)", {})
    too_long = "select sleepEachRow(0.5) from numbers(30) settings max_block_size = 1"
    with pytest.raises(DatabaseAskedTooMuch, match="TIMEOUT_EXCEEDED"):
        reading(f"{too_long}, max_execution_time = 1", {})
    with pytest.raises(DatabaseAskedTooMuch, match="TOO_SLOW"):
        reading(f"{too_long}, min_execution_speed = 1000, timeout_before_checking_execution_speed = 1", {})
    assert reading("select 1 as n", {}) == [{"n": 1}]


def test_what_passes_is_told_as_a_database_that_does_not_answer(reading: Query) -> None:
    socket_timeout = "select throwIf(1, 'of the moment', toInt16(209)) settings allow_custom_error_code_in_throwif = 1"
    with pytest.raises(DatabaseUnavailable, match="code: 209") as passing:
        reading(socket_timeout, {})
    assert not isinstance(passing.value, DatabaseShortOfMemory)
