"""One row that cannot be stored never stops the others, and nothing is set aside that is not proven to be at fault."""

from __future__ import annotations

import logging
from typing import Any
from uuid import uuid4

import pytest

from collector import record
from collector.loader import Loader
from collector.loader_state import LoaderState, read_state
from collector.prepare import read_segment
from collector.record import EventRecord
from collector.rejected import Rejected, SetAside, now_text
from collector.store import StoreRefused, StoreUnavailable
from collector.verdict import OF_THE_MOMENT, OF_THE_ROWS, UNKNOWN_SECONDS, UNKNOWN_TRIES
from leadpump.clickhouse import ClickHouse
from tests.collector.conftest import NOON, Pipeline

pytestmark = pytest.mark.through_http

REFUSES_A_PATH = "alter table events add constraint picky check throwIf(path = '/poison') = 0"
REFUSES_ALL = "alter table events add constraint picky check throwIf(length(site) < 1000) = 0"
TIMEOUT_EXCEEDED = 159
UNKNOWN = 395
"""What throwIf says: FUNCTION_THROW_IF_VALUE_IS_NON_ZERO."""


class Impatient:
    """A loader of the pipeline whose time the test lets pass."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.now = 0.0
        self.loader = Loader(pipeline.folder / "spool", pipeline.clickhouse, ticks=lambda: self.now)
        pipeline.loader = self.loader

    def try_until_patience_is_over(self) -> None:
        for _ in range(UNKNOWN_TRIES - 1):
            with pytest.raises(StoreRefused) as refused:
                self.loader.load_waiting()
            assert refused.value.code == UNKNOWN
            self.now += UNKNOWN_SECONDS / (UNKNOWN_TRIES - 1)


def event(path: str, value: str | None = None) -> EventRecord:
    id_ = uuid4()
    ts = int(NOON.timestamp() * 1000)
    return EventRecord(
        site="example.fr",
        ts=ts,
        received=ts,
        id=id_,
        name="pageview",
        page_id=id_,
        visitor_id=1,
        path=path,
        value=value,
    )


def paths(pipeline: Pipeline) -> list[str]:
    return [row["path"] for row in pipeline.rows("select path from events order by path")]


def rejected(pipeline: Pipeline) -> list[SetAside]:
    folder = Rejected(pipeline.folder / "spool" / "rejected")
    return [folder.read(name) for name in folder.names()]


def test_no_error_is_both_the_rows_and_the_moments() -> None:
    assert not OF_THE_ROWS & OF_THE_MOMENT


def test_two_bad_rows_among_hundreds_are_found_and_the_others_stored_once(pipeline: Pipeline) -> None:
    bad = [event("/bad/1", "1e999"), event("/bad/2", "twelve")]
    good = [event(f"/{number:03}") for number in range(300)]
    pipeline.spool.append([record.encode(item) for item in [*good[:100], bad[0], *good[100:250], bad[1], *good[250:]]])
    assert pipeline.load() == 1
    assert paths(pipeline) == [item.path for item in good]
    assert {(item.kind, item.table) for item in rejected(pipeline)} == {("row", "events")}
    assert sorted(str(item.code in OF_THE_ROWS) for item in rejected(pipeline)) == ["True", "True"]
    assert pipeline.load() == 0
    assert pipeline.rows("select count() as n from system.tables where name like '%trial'") == [{"n": 0}]


def test_an_unknown_refusal_is_waited_out_first(pipeline: Pipeline) -> None:
    impatient = Impatient(pipeline)
    pipeline.clickhouse.command(REFUSES_ALL)
    pipeline.spool.append([record.encode(event("/one"))])
    pipeline.spool.seal()
    impatient.try_until_patience_is_over()
    pipeline.clickhouse.command("alter table events drop constraint picky")
    assert impatient.loader.load_waiting() == 1
    assert (paths(pipeline), rejected(pipeline)) == (["/one"], [])


def test_an_insert_that_takes_too_long_is_sent_again_and_blamed_on_no_row(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.clickhouse.command("alter table events add constraint slow check sleep(3) = 0")
    pipeline.spool.append([record.encode(event("/one"))])
    with monkeypatch.context() as hurried:
        hurried.setitem(pipeline.clickhouse._settings, "max_execution_time", 1)
        with pytest.raises(StoreRefused) as refused:
            pipeline.load()
    assert refused.value.code == TIMEOUT_EXCEEDED
    pipeline.clickhouse.command("alter table events drop constraint slow")
    assert pipeline.load() == 1
    assert (paths(pipeline), rejected(pipeline)) == (["/one"], [])


def test_an_unknown_refusal_of_everything_is_never_blamed_on_rows(pipeline: Pipeline) -> None:
    impatient = Impatient(pipeline)
    pipeline.clickhouse.command(REFUSES_ALL)
    pipeline.spool.append([record.encode(event(f"/{number}")) for number in range(5)])
    pipeline.spool.seal()
    impatient.try_until_patience_is_over()
    for _ in range(3):
        with pytest.raises(StoreRefused):
            impatient.loader.load_waiting()
        impatient.now += 3600
    pipeline.clickhouse.command("alter table events drop constraint picky")
    assert impatient.loader.load_waiting() == 1
    assert (len(paths(pipeline)), rejected(pipeline)) == (5, [])


@pytest.mark.parametrize("neighbours", [0, 40])
def test_an_unknown_refusal_of_one_row_is_proven_and_then_the_row_set_aside(
    pipeline: Pipeline, neighbours: int
) -> None:
    impatient = Impatient(pipeline)
    pipeline.clickhouse.command(REFUSES_A_PATH)
    items = [event(f"/{number:02}") for number in range(neighbours)]
    pipeline.spool.append([record.encode(item) for item in [*items, event("/poison")]])
    pipeline.spool.seal()
    impatient.try_until_patience_is_over()
    assert impatient.loader.load_waiting() == 1
    assert paths(pipeline) == [item.path for item in items]
    (kept,) = rejected(pipeline)
    assert (kept.code, b"/poison" in kept.content) == (UNKNOWN, True)
    pipeline.send()
    assert pipeline.load() == 1
    pipeline.clickhouse.command("alter table events drop constraint picky")


def test_what_stops_the_loader_is_written_down_and_taken_back(pipeline: Pipeline) -> None:
    pipeline.clickhouse.command(REFUSES_ALL)
    pipeline.send()
    pipeline.spool.seal()
    states: list[LoaderState | None] = []

    def sleep(_: float) -> None:
        states.append(read_state(pipeline.folder / "spool"))
        if len(states) == 2:
            pipeline.clickhouse.command("alter table events drop constraint picky")

    pipeline.loader.run(lambda: len(states) > 2, sleep)
    first, second, last = states
    assert first is not None
    assert second is not None
    assert last is not None
    assert (first.code, first.known, first.tries, second.tries) == (UNKNOWN, False, 1, 2)
    assert first.reason == f"ClickHouse refuses it with error {UNKNOWN} (FUNCTION_THROW_IF_VALUE_IS_NON_ZERO)"
    assert first.since == second.since > 0
    assert (last.reason, last.since, last.tries, last.records) == ("", 0.0, 0, 1)


def test_a_sifted_batch_whose_rows_then_do_not_go_in_is_finished_later_without_doubles(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.spool.append([record.encode(item) for item in (event("/1"), event("/bad", "twelve"), event("/2"))])
    pipeline.spool.seal()
    insert_lines = ClickHouse.insert_lines
    stored = []

    def cut_the_reply(self: ClickHouse, table: str, lines: bytes, token: str) -> None:
        insert_lines(self, table, lines, token)
        if table == "events":
            stored.append(lines)
            raise StoreUnavailable("the connection was cut after the commit")

    monkeypatch.setattr(ClickHouse, "insert_lines", cut_the_reply)
    with pytest.raises(StoreUnavailable):
        pipeline.loader.load_waiting()
    assert len(stored) == 1
    monkeypatch.undo()
    assert pipeline.loader.load_waiting() == 1
    assert paths(pipeline) == ["/1", "/2"]
    assert len(rejected(pipeline)) == 1


def test_a_record_that_this_program_fails_on_is_set_aside_and_its_neighbours_are_stored(
    pipeline: Pipeline, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    # No calendar has this year, and nothing that is accepted can say it: it stands for a mistake of ours.
    broken = event("/broken")
    broken = record.decode(record.encode(broken).replace(record.encode(broken.ts), record.encode(2**52)))
    pipeline.spool.append([record.encode(item) for item in (event("/1"), broken, event("/2"))])
    assert pipeline.load() == 1
    assert paths(pipeline) == ["/1", "/2"]
    assert [item.kind for item in rejected(pipeline)] == ["record"]


def test_a_segment_the_disk_cannot_read_stays_and_the_others_go_in(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    pipeline.send()
    pipeline.spool.seal()
    (unreadable,) = (pipeline.folder / "spool").glob("*.ready")

    def read_or_fail(path: Any) -> Any:
        if path == unreadable:
            raise OSError(5, "Input/output error")
        return read_segment(path)

    monkeypatch.setattr("collector.loader.read_segment", read_or_fail)
    for number in range(2):
        pipeline.send(url=f"https://example.fr/{number}")
        assert pipeline.load() == 1
    assert len(paths(pipeline)) == 2
    own = [record.getMessage() for record in caplog.records if record.name == "collector.loader"]
    assert [message.count("cannot be read") for message in own] == [1]
    monkeypatch.undo()
    assert pipeline.load() == 1
    assert len(paths(pipeline)) == 3


def test_a_token_without_rows_loses_nothing(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """ClickHouse notes a token just before the rows are in place: whoever is killed in between has it and not them."""
    pipeline.send(url="https://example.fr/lost")
    pipeline.spool.seal()
    insert_lines = ClickHouse.insert_lines

    def note_the_token_only(self: ClickHouse, table: str, lines: bytes, token: str) -> None:
        if table != "events":
            return insert_lines(self, table, lines, token)
        insert_lines(self, table, lines, token)
        # A lightweight delete leaves the note of the token behind, as the crash does.
        self.command("delete from events where true")
        raise StoreUnavailable("the engine was killed")

    monkeypatch.setattr(ClickHouse, "insert_lines", note_the_token_only)
    with pytest.raises(StoreUnavailable):
        pipeline.loader.load_waiting()
    monkeypatch.undo()
    monkeypatch.setattr("collector.insert.SETTLE_SECONDS", 0.01)
    assert paths(pipeline) == []
    assert pipeline.loader.load_waiting() == 1
    assert paths(pipeline) == ["/lost"]


def test_rows_without_a_token_are_not_stored_twice(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """The note of a token is not synced: after a power cut the rows may be there and the token forgotten."""
    pipeline.send(url="https://example.fr/kept")
    pipeline.spool.seal()
    insert_lines = ClickHouse.insert_lines

    def store_under_no_token(self: ClickHouse, table: str, lines: bytes, token: str) -> None:
        insert_lines(self, table, lines, f"forgotten-{token}")
        raise StoreUnavailable("the power was cut")

    monkeypatch.setattr(ClickHouse, "insert_lines", store_under_no_token)
    with pytest.raises(StoreUnavailable):
        pipeline.loader.load_waiting()
    monkeypatch.undo()
    assert pipeline.loader.load_waiting() == 1
    assert paths(pipeline) == ["/kept"]


def test_a_batch_that_spans_120_months_is_stored(pipeline: Pipeline) -> None:
    pipeline.clickhouse.command("alter table events remove ttl")
    month = 30 * 86_400_000
    first = int(NOON.timestamp() * 1000) - 120 * month
    items = []
    for number in range(120):
        id_ = uuid4()
        ts = first + number * month
        items.append(
            EventRecord(site="example.fr", ts=ts, received=ts, id=id_, name="sale", page_id=id_, visitor_id=number + 1)
        )
    pipeline.spool.append([record.encode(item) for item in items])
    assert pipeline.load() == 1
    assert pipeline.rows("select count() as n, uniqExact(id) as ids from events") == [{"n": 120, "ids": 120}]


def test_each_insert_goes_into_one_partition(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only such an insert is stored whole or not at all."""
    seen: dict[str, int] = {}
    insert_lines = ClickHouse.insert_lines

    def watch(self: ClickHouse, table: str, lines: bytes, token: str) -> None:
        insert_lines(self, table, lines, token)
        rows = self.query(
            "select uniqExact(partition) as n from system.parts "
            "where table = {table:String} and active and database = currentDatabase()",
            {"table": table},
        )
        seen[token] = rows[0]["n"]

    monkeypatch.setattr(ClickHouse, "insert_lines", watch)
    start = NOON.replace(day=31, hour=23, minute=50)
    pipeline.now = start
    pipeline.send()
    pipeline.now = start.replace(month=4, day=1, hour=0, minute=5)
    pipeline.send()
    pipeline.load()
    events = [count for token, count in seen.items() if "-events-" in token]
    assert events == [1, 2]
    assert pipeline.rows("select page_views from sessions") == [{"page_views": 2}]


def test_the_folder_of_what_was_set_aside_is_bounded_and_the_rest_counted(pipeline: Pipeline) -> None:
    folder = Rejected(pipeline.folder / "set-aside", limit_files=3, limit_bytes=10_000)

    def item(number: int, size: int = 10) -> SetAside:
        return SetAside(kind="bytes", at=now_text(), segment="s", reason="r", data=b"%d" % number + b"x" * size)

    folder.add(item(number) for number in range(5))
    assert (folder.count(), folder.not_kept().files) == (3, 2)
    folder.add([item(0)])
    assert (folder.count(), folder.not_kept().files) == (3, 2)
    folder.drop(folder.names()[0])
    folder.add([item(9, size=20_000)])
    assert (folder.count(), folder.not_kept().files) == (2, 3)
    with pytest.raises(KeyError):
        folder.drop("../loader")
