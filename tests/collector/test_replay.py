"""What ClickHouse lost of the last hours comes back from the kept segments, and nothing counts twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from collector import record
from collector.rejected import Rejected
from collector.replay import RESULTS, Result, hand_over, kept_segments, read_results
from leadpump.command.rejected import payload_of
from tests.collector.conftest import KEY, NOON, Pipeline


def table(pipeline: Pipeline, name: str) -> list[dict[str, object]]:
    return pipeline.rows(f"select * from {name} order by id")


def replay(pipeline: Pipeline) -> Result:
    """Hand every kept segment over and load; what became of them."""
    spool = pipeline.folder / "spool"
    _, offset = read_results(spool)
    for kept in kept_segments(spool):
        hand_over(kept.path, spool)
    while pipeline.loader.load_waiting():
        pass
    assert not list((spool / "replay").glob("*.ready"))
    results, _ = read_results(spool, offset)
    return Result(
        [name for result in results for name in result.segments],
        sum(result.records for result in results),
        sum(result.restored for result in results),
    )


def fill(pipeline: Pipeline) -> None:
    """Two sessions that a late event joined, a third, a stage, a cost and a metric: five segments."""
    for minute in (0, 50, 200):
        pipeline.now = NOON + timedelta(minutes=minute)
        pipeline.send(url=f"https://example.fr/{minute}")
        pipeline.load()
    pipeline.now = NOON + timedelta(minutes=60)
    pipeline.send(name="engagement", engaged=1000, age=35 * 60 * 1000)
    pipeline.load()
    assert [row["page_views"] for row in pipeline.rows("select page_views from sessions order by started")] == [2, 1]
    lead = str(uuid4())
    stage = {"site": "example.fr", "lead": lead, "stage": "customer", "ts": 1773200000000, "id": str(uuid4())}
    cost = {"site": "example.fr", "day": "2026-03-10", "amount": 12.5, "currency": "EUR", "id": str(uuid4())}
    assert pipeline.import_("stages", [stage]).status_code == 202
    assert pipeline.import_("costs", [cost]).status_code == 202
    metric = {"site": "example.fr", "day": "2026-03-10", "metric": "likes", "value": 7, "id": str(uuid4())}
    assert pipeline.import_("metrics", [metric]).status_code == 202
    pipeline.load()


def test_replay_of_what_is_there_changes_nothing(pipeline: Pipeline) -> None:
    fill(pipeline)
    before = [table(pipeline, name) for name in ("events", "lead_events", "costs", "metrics")]
    for _ in range(2):
        result = replay(pipeline)
        assert (len(result.segments), result.records, result.restored) == (5, 7, 0)
    assert [table(pipeline, name) for name in ("events", "lead_events", "costs", "metrics")] == before


@pytest.mark.parametrize("ids_are_lost_too", [True, False])
def test_replay_brings_back_all_that_was_lost(pipeline: Pipeline, ids_are_lost_too: bool) -> None:
    fill(pipeline)
    names = ("events", "lead_events", "costs", "metrics")
    before = [table(pipeline, name) for name in names]
    sessions = pipeline.rows("select * except (session_id, visitor_id) from sessions order by started")
    for name in (*names, *(("event_ids",) if ids_are_lost_too else ())):
        pipeline.clickhouse.command(f"truncate table {name}")
    assert replay(pipeline).restored == 7
    after = [table(pipeline, name) for name in names]
    assert [[without_session(row) for row in rows] for rows in after] == [
        [without_session(row) for row in rows] for rows in before
    ]
    assert pipeline.rows("select * except (session_id, visitor_id) from sessions order by started") == sessions
    assert replay(pipeline).restored == 0
    assert [table(pipeline, name) for name in names] == after


def test_replay_brings_back_one_lost_part_into_the_session_it_was_in(pipeline: Pipeline) -> None:
    """Its token is still known: tokens alone would restore nothing."""
    fill(pipeline)
    before = pipeline.rows("select id, session_id, path from events order by id")
    pipeline.clickhouse.command("delete from events where path = '/50'")
    pipeline.send(url="https://example.fr/later", age=0)
    pipeline.load()
    assert replay(pipeline).restored == 1
    after = pipeline.rows("select id, session_id, path from events where path != '/later' order by id")
    assert after == before
    assert replay(pipeline).restored == 0
    # Lost once more, it comes back once more.
    pipeline.clickhouse.command("delete from events where path = '/50'")
    assert replay(pipeline).restored == 1
    assert pipeline.rows("select count() as n, uniqExact(id) as ids from events") == [{"n": 5, "ids": 5}]


def test_replay_brings_back_what_stands_beside_a_row(pipeline: Pipeline) -> None:
    """Contact details, the permission that an e-mail took back, and ids, lost with the row or without it."""
    form = str(uuid4())
    declared = {"email": "marie@exemple.fr", "consent": "on"}
    pipeline.send("form_submit", id=form, form="devis", fields=declared)
    lead = {"site": "example.fr", "id": str(uuid4()), "ts": at(1), "email": "paul@exemple.fr", "form": "salon"}
    note = {"site": "example.fr", "id": str(uuid4()), "ts": at(1), "lead": form, "kind": "note", "note": "calls back"}
    out = {"site": "example.fr", "ts": at(2), "email": "marie@exemple.fr", "kind": "unsubscribed", "campaign": "mars"}
    for address, item in (("leads", lead), ("leads/changes", note), ("emails", out)):
        answer = pipeline.client.post(f"/api/{address}", json=item, headers={"Authorization": f"Bearer {KEY}"})
        assert answer.get_json() == {"accepted": 1, "refused": []}
    pipeline.load()
    names = ("events", "lead_events", "email_events", "contacts", "event_ids")
    before = [told_rows(pipeline, name) for name in names]
    # A form has an id more, by which it is known once the site's mode has changed.
    assert [len(rows) for rows in before] == [1, 3, 1, 3, 5]
    consent = "select consent from all_leads where person != 0 order by created"
    assert [row["consent"] for row in pipeline.rows(consent)] == ["denied", ""]
    for lost in (*[[name] for name in names], ["contacts", "event_ids"], ["email_events", "event_ids"], list(names)):
        for name in lost:
            pipeline.clickhouse.command(f"delete from {name} where {BESIDE.get(name, 'true')}")
        assert [told_rows(pipeline, name) for name in names] != before
        assert replay(pipeline).restored > 0
        assert [told_rows(pipeline, name) for name in names] == before, lost
        assert [row["consent"] for row in pipeline.rows(consent)] == ["denied", ""]
        assert replay(pipeline).restored == 0
    # A copy of what was sent then is still one.
    pipeline.send("form_submit", id=form, form="devis", fields=declared)
    pipeline.load()
    assert [told_rows(pipeline, name) for name in names] == before


BESIDE = {"lead_events": "kind = 'consent'"}
"""Of the table of facts, what stands beside the row of an e-mail."""


def at(hours: int) -> int:
    return int((NOON + timedelta(hours=hours)).timestamp() * 1000)


def told_rows(pipeline: Pipeline, name: str) -> list[dict[str, object]]:
    """The rows of a table that were sent, and not worked out by the loader."""
    told = "kind not in ('created', 'submission')" if name == "lead_events" else "true"
    return [without_session(row) for row in pipeline.rows(f"select * from {name} where {told} order by id")]


def without_session(row: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in row.items() if key not in ("session_id", "visitor_id")}


def test_new_events_do_not_wait_for_a_replay(pipeline: Pipeline) -> None:
    fill(pipeline)
    spool = pipeline.folder / "spool"
    for kept in kept_segments(spool):
        hand_over(kept.path, spool)
    pipeline.send(url="https://example.fr/new")
    pipeline.spool.seal()
    asked = []

    def stopped() -> bool:
        asked.append(len(pipeline.rows("select 1 from events where path = '/new'")))
        return len(asked) > 1

    assert pipeline.loader.load_waiting(stopped) == 1
    assert asked[:2] == [0, 1]
    assert len(list((spool / "replay").glob("*.ready"))) == 5


def test_a_replay_can_be_bounded_in_time(tmp_path: Path) -> None:
    for hour in (10, 11, 12):
        opened = int(datetime(2026, 3, 10, hour, tzinfo=UTC).timestamp() * 1e9)
        folder = tmp_path / "done" / f"{opened:020d}-aa"
        folder.mkdir(parents=True)
        (folder / f"{opened:020d}-aa.ready").write_bytes(b"")
    eleven = datetime(2026, 3, 10, 11, tzinfo=UTC)
    assert len(kept_segments(tmp_path)) == 3
    assert len(kept_segments(tmp_path, since=eleven)) == 2
    assert len(kept_segments(tmp_path, until=eleven)) == 2
    assert len(kept_segments(tmp_path, since=eleven, until=eleven)) == 1


def test_a_refused_row_is_retried_as_the_record_it_was(pipeline: Pipeline) -> None:
    pipeline.clickhouse.command("alter table events add constraint picky check path != '/refused'")
    pipeline.send(url="https://example.fr/refused", props={"a": "b"}, value=12.5, currency="EUR", name="sale", scroll=7)
    pipeline.load()
    pipeline.clickhouse.command("alter table events drop constraint picky")
    assert pipeline.rows("select count() as n from events") == [{"n": 0}]
    spool = pipeline.folder / "spool"
    (done,) = kept_segments(spool)
    (frame,) = [item for item in done.path.read_bytes().split(b"LPS1") if item]
    folder = Rejected(spool / "rejected")
    (name,) = folder.names()
    original, again = record.decode(frame[8:]), record.decode(payload_of(folder.read(name)))
    # What the loader decides is decided again: the numbers of the days beside were only needed to find the session.
    assert isinstance(original, record.EventRecord)
    assert isinstance(again, record.EventRecord)
    kept = [name for name in again.__struct_fields__ if name not in ("visitor_before", "visitor_after")]
    assert [getattr(again, name) for name in kept] == [getattr(original, name) for name in kept]


def test_results_that_were_cleared_meanwhile_are_read_from_their_new_beginning(tmp_path: Path) -> None:
    results = tmp_path / "replay" / RESULTS
    results.parent.mkdir()
    line = b'{"segments":["a.ready"],"records":1,"restored":0}\n'
    results.write_bytes(line * 3)
    found, offset = read_results(tmp_path)
    assert (len(found), offset) == (3, 3 * len(line))
    results.write_bytes(line)
    found, offset = read_results(tmp_path, offset)
    assert (len(found), offset) == (1, len(line))


def test_a_copy_that_came_under_another_time_is_not_counted_by_a_replay(pipeline: Pipeline) -> None:
    """A sender that gives no age and repeats: the time is that of arrival, and the copy's segment is another."""
    pipeline.now = datetime.now(UTC) - timedelta(hours=2)
    id_ = str(uuid4())
    pipeline.send(id=id_)
    pipeline.load()
    pipeline.now += timedelta(hours=1)
    pipeline.send(id=id_)
    pipeline.load()
    spool = pipeline.folder / "spool"
    for kept in kept_segments(spool):
        hand_over(kept.path, spool)
        pipeline.loader.load_waiting()
    assert pipeline.rows("select count() as n from events") == [{"n": 1}]
