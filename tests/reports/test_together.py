"""Two statements of an answer at a time, in one thread that all answers share beside their own."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, current_thread, main_thread
from time import perf_counter
from typing import Any

import pytest

from reports.query import Answer, Rows, rows_read
from reports.stopwatch import Stopwatch
from reports.together import Together
from reports.words import Words

SECONDS = 20


@pytest.fixture
def other() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor


class Slow:
    """Answers with the statement itself, and remembers who ran it."""

    def __init__(self) -> None:
        self.run: list[tuple[str, bool]] = []

    def __call__(self, sql: str, params: Mapping[str, Any]) -> Rows:
        self.run.append((sql, current_thread() is main_thread()))
        return Answer([{"sql": sql, **params}], 7)


def test_two_statements_run_at_the_same_time(other: ThreadPoolExecutor) -> None:
    both = Barrier(2)

    def query(sql: str, _params: Mapping[str, Any]) -> Rows:
        both.wait(SECONDS)
        return [{"sql": sql}]

    with Together(query, other) as together:
        first, second = together("first", {}), together("second", {})
        assert (first[0], second[0]) == ({"sql": "first"}, {"sql": "second"})


def test_what_the_busy_thread_has_not_begun_is_run_by_the_one_that_looks(other: ThreadPoolExecutor) -> None:
    free, query = Event(), Slow()
    busy = other.submit(free.wait, SECONDS)
    with Together(query, other) as together:
        first, second, third = (together(sql, {}) for sql in ("first", "second", "third"))
        assert list(second) == [{"sql": "second"}]
        assert query.run == [("first", True), ("second", True)]
        assert len(first) == len(third) == 1
    assert not busy.done()
    free.set()
    assert busy.result() is True
    assert query.run == [("first", True), ("second", True), ("third", True)]


def test_without_another_thread_statements_follow_each_other() -> None:
    query = Slow()
    with Together(query, None) as together:
        asked = [together(sql, {}) for sql in ("first", "second")]
        assert query.run == []
        assert [rows[0]["sql"] for rows in reversed(asked)] == ["second", "first"]
    assert query.run == [("first", True), ("second", True)]


def test_the_same_is_asked_once(other: ThreadPoolExecutor) -> None:
    query = Slow()
    with Together(query, other) as together:
        asked = [together("one", {"tz": tz}) for tz in ("Europe/Paris", "UTC", "Europe/Paris")]
        assert [rows[0]["tz"] for rows in asked] == ["Europe/Paris", "UTC", "Europe/Paris"]
        assert [rows_read(rows) for rows in asked] == [7, 7, 7]
    assert len(query.run) == 2


def failing(sql: str, _params: Mapping[str, Any]) -> Rows:
    raise LookupError(sql)


def test_what_fails_in_the_other_thread_is_told_to_who_looks(other: ThreadPoolExecutor) -> None:
    with pytest.raises(LookupError, match="this"), Together(failing, other) as together:
        list(together("this", {}))


def test_what_fails_is_the_end_of_the_answer() -> None:
    with pytest.raises(LookupError, match="first"), Together(failing, None) as together:
        first = together("first", {})
        together("second", {})
        list(first)


def test_no_statement_outlives_its_answer(other: ThreadPoolExecutor) -> None:
    begun, ended = Event(), Event()

    def query(sql: str, _params: Mapping[str, Any]) -> Rows:
        if sql == "long":
            begun.set()
            ended.wait(0.2)
            ended.set()
        return [{}]

    with pytest.raises(LookupError), Together(query, other) as together:
        together("long", {})
        assert begun.wait(SECONDS)
        raise LookupError
    assert ended.is_set()


def test_the_time_of_two_statements_at_once_is_told_once() -> None:
    watch, both = Stopwatch(), Barrier(2)

    def query(_sql: str, _params: Mapping[str, Any]) -> Rows:
        both.wait(SECONDS)
        Event().wait(0.2)
        return []

    began = perf_counter()
    with ThreadPoolExecutor(2) as threads:
        for _ in range(2):
            threads.submit(watch.ask, query, "", {})
    assert watch.statements == 2
    assert 0.2 <= watch.waited <= perf_counter() - began
    assert "2" in watch.said(Words("en", "EUR"))
