"""A statement ends when nobody waits for it any more, and says why."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Generator, Iterator

import pytest

from collector.store import StoreRefused
from leadpump.clickhouse import WORK_SECONDS, ClickHouse
from tests.conftest import EngineProcess, drop, wait_until

TIMEOUT_EXCEEDED = 159
HURRIED = 1
"""Seconds that statements of these tests are given."""
ENDLESS = "from numbers(1000000000000) where cityHash64(number) = 1"


@pytest.fixture
def hurried(engine: EngineProcess) -> Iterator[ClickHouse]:
    """A client whose statements are given a second, and a table that takes rows."""
    store = ClickHouse(engine.address(f"end_{secrets.token_hex(4)}"), {"max_execution_time": HURRIED})
    store.create_database()
    store.command("create table held_up (n UInt64, m UInt64) engine = MergeTree order by n")
    yield store
    drop(ClickHouse(store.address))


def running(store: ClickHouse) -> int:
    """How many other statements run in its database."""
    (row,) = store.query(
        "select count() - 1 as n from system.processes where current_database = currentDatabase()",
    )
    return int(row["n"])


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: store.query(f"select count() as n {ENDLESS}"),
        lambda store: store.query(f"select number {ENDLESS} order by cityHash64(number)"),
        lambda store: store.lines(f"select count() as n {ENDLESS}"),
        lambda store: store.ask(f"select count() {ENDLESS}", "TSV"),
        lambda store: store.command(f"insert into held_up select number, number {ENDLESS}"),
        lambda store: store.insert_lines("held_up", b'{"n": 1, "m": 1}\n', "token"),
    ],
)
def test_a_statement_that_takes_too_long_is_ended(hurried: ClickHouse, ask: Callable[[ClickHouse], object]) -> None:
    hurried.command("alter table held_up add constraint slow check sleep(3) = 0")
    with pytest.raises(StoreRefused, match="TIMEOUT_EXCEEDED") as refused:
        ask(hurried)
    assert refused.value.code == TIMEOUT_EXCEEDED
    wait_until(lambda: running(hurried) == 0, 2, "the end of the statement")


def test_what_is_read_and_written_in_pieces_takes_as_long_as_it_flows(hurried: ClickHouse) -> None:
    own = ClickHouse(hurried.address, answer_seconds=3)
    started = time.monotonic()

    def slowly() -> Generator[bytes]:
        for piece in own.stream("select number as n, number as m from numbers(1000000)", {}, "Native"):
            time.sleep(0.25)
            yield piece

    own.insert_stream("held_up", slowly(), "Native")
    assert time.monotonic() - started > 3
    assert hurried.query("select count() as n, sum(m) as m from held_up") == [{"n": 1_000_000, "m": 499_999_500_000}]


def test_a_stream_that_nobody_reads_any_more_ends(hurried: ClickHouse) -> None:
    rows = hurried.stream("select number from numbers(1000000000000)", {}, "TSV")
    next(rows)
    assert running(hurried) == 1
    rows.close()
    wait_until(lambda: running(hurried) == 0, 5, "the end of the stream")


def test_who_waits_for_a_change_is_told_in_time_and_the_change_goes_on(hurried: ClickHouse) -> None:
    hurried.command("insert into held_up select number, number from numbers(400000)")
    change = "alter table held_up update m = n + 1 + sleepEachRow(0.00001) where 1 settings mutations_sync = 1"
    with pytest.raises(StoreRefused, match="TIMEOUT_EXCEEDED"):
        hurried.command(change)
    undone = "select countIf(not is_done) as n from system.mutations where database = currentDatabase()"
    assert hurried.query(undone) == [{"n": 1}]
    wait_until(lambda: hurried.query(undone) == [{"n": 0}], 60, "the change")
    assert hurried.query("select countIf(held_up.m != held_up.n + 1) as n from held_up") == [{"n": 0}]


def test_clickhouse_ends_a_statement_before_its_client_gives_up(engine: EngineProcess) -> None:
    with pytest.raises(StoreRefused, match="TIMEOUT_EXCEEDED"):
        ClickHouse(engine.address("default"), answer_seconds=6).query(f"select count() as n {ENDLESS}")


def test_a_command_that_works_on_everything_is_given_more_time(engine: EngineProcess) -> None:
    limit = "select getSetting('max_execution_time') as seconds"
    assert ClickHouse(engine.address("default")).query(limit) == [{"seconds": 50}]
    assert ClickHouse(engine.address("default"), answer_seconds=WORK_SECONDS).query(limit) == [{"seconds": 750}]
