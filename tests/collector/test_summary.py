"""What is kept of each session says what its events say, however they came, and is mended where it does not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import pytest

from collector.preparing import preparing
from collector.summary import TOO_LONG_SECONDS, Sums, sum_all_again, sum_sessions
from leadpump.clickhouse import ClickHouse
from leadpump.clickhouse_address import Address
from leadpump.load import bring_summaries_up
from tests.collector.conftest import NOON, Pipeline
from tests.conftest import free_port

LONG = """
insert into events (site, session_id, visitor_id, ts, received, id, name, page_id, hostname, path)
with toDateTime64('2026-11-20 10:00:00', 3, 'UTC') + toIntervalMillisecond(number) as moment
select
    'example.fr', {session:UInt64}, 1, moment, moment, generateUUIDv4(number), 'pageview', generateUUIDv4(number + 1),
    'example.fr', '/'
from numbers({views:UInt64})
"""
"""Page views of one session."""
WRONG = """
select count() as n
from
(
    (select * from session_summing except select * from session_summaries final where not gone)
    union all
    (select * from session_summaries final where not gone except select * from session_summing)
)
"""
MINUTE = 60_000
HOUR = 60 * MINUTE


def wrong(clickhouse: ClickHouse) -> int:
    """Sessions of which something else is kept than their events say."""
    return int(clickhouse.query(WRONG)[0]["n"])


def send(pipeline: Pipeline, age: int, name: str = "pageview", **fields: Any) -> None:
    """One event that happened so long ago."""
    event = {"site": "example.fr", "name": name, "url": "https://example.fr/", "id": str(uuid4()), "age": age}
    assert pipeline.post([event | fields]).status_code == 202


def test_the_table_has_the_columns_of_the_view_it_is_filled_from(clickhouse: ClickHouse) -> None:
    columns = [
        clickhouse.query(
            "select name, type from system.columns where database = currentDatabase() and table = {table:String}",
            {"table": table},
        )
        for table in ("session_summaries", "session_summing")
    ]
    assert columns[0] == columns[1]


def test_visits_in_any_order_are_kept_as_their_events_say(pipeline: Pipeline) -> None:
    """Pages, engagement, a campaign in mid-visit, forms, late events that join sessions, and a copy of each."""
    pipeline.now = NOON + timedelta(hours=60)
    random = Random(5)
    page = str(uuid4())
    visits: list[dict[str, Any]] = [
        {"age": 50 * HOUR, "id": page, "page": page, "referrer": "https://www.google.fr/"},
        {"age": 50 * HOUR - MINUTE, "name": "engagement", "page": page, "scroll": 70, "engaged": 9000},
        {"age": 50 * HOUR - 2 * MINUTE, "url": "https://example.fr/b?utm_source=news&utm_medium=email"},
        {"age": 50 * HOUR - 3 * MINUTE, "url": "https://example.fr/c?utm_source=news&utm_medium=email"},
        {"age": 50 * HOUR - 4 * MINUTE, "name": "form_submit", "form": "devis"},
        # Two sessions 50 minutes apart, and what joins them to one.
        {"age": 40 * HOUR},
        {"age": 40 * HOUR - 50 * MINUTE, "url": "https://example.fr/d?utm_source=x&utm_medium=cpc"},
        {"age": 40 * HOUR - 25 * MINUTE, "name": "download", "target": "/a.pdf"},
        {"age": 30 * HOUR, "name": "engagement", "page": str(uuid4()), "engaged": 100},
        {"age": 1000},
    ]
    random.shuffle(visits)
    for fields in visits:
        send(pipeline, **fields)
        pipeline.load()
        assert wrong(pipeline.clickhouse) == 0
    sessions = pipeline.rows("select page_views, form_submissions from sessions order by started")
    assert sessions == [
        {"page_views": 3, "form_submissions": 1},
        {"page_views": 2, "form_submissions": 0},
        {"page_views": 1, "form_submissions": 0},
    ]
    touches = pipeline.rows("select channel, source, landing_path from touches order by ts")
    assert [(row["channel"], row["landing_path"]) for row in touches[:2]] == [("Organic Search", "/"), ("Email", "/b")]
    pages = pipeline.rows("select path, scroll, engaged_seconds from page_views order by ts limit 2")
    assert pages == [
        {"path": "/", "scroll": 70, "engaged_seconds": 9.0},
        {"path": "/b", "scroll": None, "engaged_seconds": 0.0},
    ]


@pytest.mark.parametrize(
    "spoil",
    [
        "truncate table session_summaries",
        "insert into events select * replace (generateUUIDv4() as id) from events limit 1",
        "alter table events update channel = 'Other' where 1 settings mutations_sync = 2",
        "delete from events where session_id in (select min(session_id) from events)",
        "insert into session_summaries (site, session_id, fingerprint) values ('example.fr', 7711111111111111111, 9)",
    ],
)
def test_whatever_spoils_it_is_mended(pipeline: Pipeline, spoil: str) -> None:
    pipeline.now = NOON + timedelta(hours=60)
    for hours in (50, 26, 2):
        send(pipeline, hours * HOUR)
    pipeline.load()
    assert wrong(pipeline.clickhouse) == 0
    assert sum_all_again(pipeline.clickhouse) == 0
    pipeline.clickhouse.command(spoil)
    assert wrong(pipeline.clickhouse) > 0
    assert sum_all_again(pipeline.clickhouse, "other.fr") == 0
    assert sum_all_again(pipeline.clickhouse, "example.fr") > 0
    assert wrong(pipeline.clickhouse) == 0
    assert sum_all_again(pipeline.clickhouse) == 0


def test_a_batch_is_loaded_between_the_days_that_are_summed_again(pipeline: Pipeline) -> None:
    """Whoever sums holds the lock of preparing for a day at a time."""
    pipeline.now = NOON + timedelta(hours=60)
    for hours in (50, 26, 2):
        send(pipeline, hours * HOUR)
    pipeline.load()
    pipeline.clickhouse.command("truncate table session_summaries")
    loaded: list[int] = []

    def load_one(done: int, _all: int) -> None:
        """Beside the first day that is summed, and beside the last: a session of a day that is still to come."""
        if done != 1:
            send(pipeline, (52 + done) * HOUR)
            loader = Thread(target=lambda: loaded.append(pipeline.load()), daemon=True)
            loader.start()
            loader.join(30)

    assert sum_all_again(pipeline.clickhouse, tell=load_one, alone=lambda: preparing(pipeline.folder / "spool")) == 3
    assert loaded == [1, 1]
    assert wrong(pipeline.clickhouse) == 0
    assert pipeline.rows("select count() as n from sessions") == [{"n": 5}]


def test_what_could_not_be_summed_at_the_start_is_summed_by_the_loader(pipeline: Pipeline) -> None:
    away = ClickHouse(Address("127.0.0.1", free_port(), "leadpump", "", "away"))
    assert not bring_summaries_up(away, pipeline.folder / "spool", Event())
    assert bring_summaries_up(pipeline.clickhouse, pipeline.folder / "spool", Event())
    send(pipeline, 0)
    pipeline.load()
    pipeline.clickhouse.command("truncate table session_summaries")
    rounds = iter([False, True])
    pipeline.loader.sum_again_soon()
    pipeline.loader.run(lambda: next(rounds, True), lambda _: None)
    assert wrong(pipeline.clickhouse) == 0


def test_what_others_are_storing_is_compared_once_more_before_it_is_summed(pipeline: Pipeline) -> None:
    pipeline.now = NOON + timedelta(hours=60)
    for hours in (50, 2):
        send(pipeline, hours * HOUR)
    pipeline.load()
    held: list[int] = []

    @contextmanager
    def alone() -> Iterator[None]:
        held.append(sum_all_again(pipeline.clickhouse))
        yield

    assert sum_all_again(pipeline.clickhouse, alone=alone) == 0
    assert held == []
    pipeline.clickhouse.command("truncate table session_summaries")
    assert sum_all_again(pipeline.clickhouse, alone=alone) == 0
    assert held == [2, 0]
    assert wrong(pipeline.clickhouse) == 0


def test_a_session_that_is_too_long_is_left_alone_for_ten_minutes(
    clickhouse_http: ClickHouse, caplog: pytest.LogCaptureFixture
) -> None:
    start = int(datetime(2026, 11, 20, 10, tzinfo=UTC).timestamp()) << 32
    long, other = start + 5, start + 9
    little = ClickHouse(clickhouse_http.address, {"max_memory_usage": 60_000_000, "max_untracked_memory": 0})
    now = 1000.0
    sums = Sums(little, lambda: now)

    def summed(*sessions: int) -> dict[int, int]:
        """Sum these; the page views of all that are kept."""
        sums.sum({"example.fr": sessions})
        kept = little.query("select session_id, page_views from session_summaries final")
        return {row["session_id"]: row["page_views"] for row in kept}

    def warned() -> int:
        return sum(record.name == "collector.summary" for record in caplog.records)

    little.command(LONG, {"session": other, "views": 3})
    little.command(LONG, {"session": long, "views": 60_000})
    assert summed(long, other) == {other: 3}
    assert warned() == 1
    now += TOO_LONG_SECONDS - 1
    little.command(LONG, {"session": other, "views": 4})
    assert summed(long, other) == {other: 7}
    assert warned() == 1
    now += 1
    assert summed(other) == {other: 7}
    assert warned() == 2
    little.command(
        "alter table events delete where session_id = {long:UInt64} and ts > '2026-11-20 10:00:00.009' "
        "settings mutations_sync = 2",
        {"long": long},
    )
    now += TOO_LONG_SECONDS
    assert summed(other) == {other: 7, long: 10}
    assert warned() == 2


@pytest.mark.parametrize("how", ["by their numbers", "by their day"])
def test_a_session_too_long_for_the_memory_keeps_nobody_else_from_being_summed(
    clickhouse_http: ClickHouse, how: str
) -> None:
    """A program may send a hundred thousand page views in one session."""
    start = int(datetime(2026, 11, 20, 10, tzinfo=UTC).timestamp()) << 32
    long, others = start + 5, [start + number for number in (1, 2, 8, 9)]
    little = ClickHouse(clickhouse_http.address, {"max_memory_usage": 60_000_000, "max_untracked_memory": 0})
    for session in others:
        little.command(LONG, {"session": session, "views": 3})
    little.command(LONG, {"session": long, "views": 60_000})
    if how == "by their numbers":
        sum_sessions(little, {"example.fr": [*others, long]})
    else:
        sum_all_again(little)
    kept = little.query("select session_id, page_views from session_summaries final order by session_id")
    assert kept == [{"session_id": session, "page_views": 3} for session in others]
