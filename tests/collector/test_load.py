"""From an accepted event to its row, in both backends."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from collector import record
from collector.batch import Batch, DamagedBatch, Manifest, insert_of, read_batch, write_batch
from collector.channel import VERSION
from collector.loader import LOST_BATCH
from collector.preparing import preparing
from collector.store import StoreRefused
from leadpump.clickhouse import ClickHouse
from tests.collector.conftest import KEY, NOON, Pipeline

pytestmark = pytest.mark.through_http


def test_an_accepted_page_view_is_one_row_with_what_the_server_knows(pipeline: Pipeline) -> None:
    answer = pipeline.send(
        url="https://www.example.fr/guide?utm_source=google&utm_medium=cpc&utm_campaign=Hiver&gclid=abc&mail=a@b.fr#x",
        referrer="https://www.google.fr/search?q=secret",
        title="Le guide — marie@exemple.fr",
        timezone="Europe/Paris",
    )
    assert (answer.status_code, answer.json) == (202, {"accepted": 1, "refused": []})
    assert pipeline.load() == 1
    (row,) = pipeline.rows("select * except (id, page_id, visitor_id, session_id, received) from events")
    assert row["ts"].replace(tzinfo=None) == NOON.replace(tzinfo=None)
    assert {key: row[key] for key in row if row[key] not in ("", None, 0, {}, False)} == {
        "site": "example.fr",
        "ts": row["ts"],
        "name": "pageview",
        "hostname": "example.fr",
        "path": "/guide",
        "title": "Le guide — [e-mail]",
        "referrer": "google.fr/search",
        "utm_source": "google",
        "utm_medium": "cpc",
        "utm_campaign": "Hiver",
        "click_id": "gclid",
        "source": "Google",
        "medium": "cpc",
        "channel": "Paid Search",
        "channel_rules": VERSION,
        "opens_touch": True,
        "country": "FR",
        "browser": "Chrome",
        "os": "Windows",
        "device": "desktop",
        "via": "tag",
    }


def test_an_id_is_counted_once_in_a_batch_across_batches_and_after_a_restart(pipeline: Pipeline) -> None:
    id_ = str(uuid4())
    # Ids are forgotten after 40 days of the real clock, so this test cannot live in the past.
    pipeline.now = datetime.now(UTC) - timedelta(days=30)
    pipeline.send(id=id_)
    pipeline.send(id=id_)
    pipeline.load()
    pipeline.now += timedelta(days=30)
    pipeline.send(id=id_, age=1000)
    pipeline.load()
    assert pipeline.rows("select count() as n from events") == [{"n": 1}]


def test_loading_the_same_prepared_segment_again_adds_nothing(pipeline: Pipeline) -> None:
    pipeline.send()
    pipeline.load()
    (done,) = (pipeline.folder / "spool" / "done").iterdir()
    pipeline.loader._inserter.insert(read_batch(done), repeated=True)
    assert pipeline.rows("select count() as n from events") == [{"n": 1}]


def test_every_type_of_field_arrives_whole(pipeline: Pipeline) -> None:
    pipeline.send(
        name="Devis demandé",
        props={"plan": "pro", "n": 3, "ok": True, "vide": None, "é": "<script>\n'\"\\"},
        value=12.345678,
        currency="EUR",
        scroll=0,
        engaged=86_400_000,
        form="f" * 200,
        target="https://files.example.org/Guide.PDF?token=secret",
    )
    pipeline.load()
    (row,) = pipeline.rows("select props, value, currency, scroll, engaged_ms, form, target, interaction from events")
    assert row["props"] == {"plan": "pro", "n": "3", "ok": "true", "é": "<script> '\"\\"}
    assert str(row["value"]) == "12.3457"
    assert (row["scroll"], row["engaged_ms"], row["form"], row["interaction"]) == (0, 86_400_000, "f" * 200, True)
    assert row["target"] == "https://files.example.org/Guide.PDF"


def test_a_session_goes_on_for_30_minutes_and_not_a_second_more(pipeline: Pipeline) -> None:
    for seconds in (0, 1800, 3601):
        pipeline.now = NOON + timedelta(seconds=seconds)
        pipeline.send()
        pipeline.load()
    sessions = pipeline.rows("select page_views, duration_seconds from sessions order by started")
    assert sessions == [{"page_views": 2, "duration_seconds": 1800.0}, {"page_views": 1, "duration_seconds": 0.0}]


def test_a_session_goes_on_past_midnight_although_the_visitor_key_changes(pipeline: Pipeline) -> None:
    for minute in (-10, 5, 20):
        pipeline.now = NOON.replace(hour=0, minute=0) + timedelta(days=1, minutes=minute)
        pipeline.send()
        pipeline.load()
    assert pipeline.rows("select page_views from sessions") == [{"page_views": 3}]
    pipeline.now = NOON + timedelta(days=1)
    pipeline.send()
    pipeline.load()
    assert pipeline.rows("select uniqExact(visitor_id) as n, count() as s from sessions") == [{"n": 2, "s": 2}]


def test_an_event_of_a_page_view_joins_its_session_from_another_network(pipeline: Pipeline) -> None:
    page = str(uuid4())
    pipeline.send(id=page, page=page)
    pipeline.load()
    pipeline.now = NOON + timedelta(minutes=40)
    pipeline.send()
    pipeline.load()
    pipeline.now = NOON + timedelta(minutes=41)
    moved = {"site": "example.fr", "name": "engagement", "url": "https://example.fr/", "page": page, "engaged": 9000}
    pipeline.post(moved | {"age": 20 * 60 * 1000, "scroll": 80}, User_Agent="Firefox on another network")
    pipeline.load()
    # 12:00, 12:21 (from elsewhere) and 12:40 are one run now: the page view led to its visitor's other events.
    sessions = pipeline.rows("select page_views, engaged_seconds, scroll from sessions")
    assert sessions == [{"page_views": 2, "engaged_seconds": 9.0, "scroll": 80}]
    assert pipeline.rows("select uniqExact(visitor_id) as n from events") == [{"n": 1}]


def test_a_late_event_joins_two_sessions_into_one(pipeline: Pipeline) -> None:
    for minute in (0, 50):
        pipeline.now = NOON + timedelta(minutes=minute)
        pipeline.send()
        pipeline.load()
    assert pipeline.rows("select count() as n from sessions") == [{"n": 2}]
    pipeline.now = NOON + timedelta(minutes=60)
    pipeline.send(name="engagement", engaged=1000, age=35 * 60 * 1000)
    pipeline.load()
    (session,) = pipeline.rows("select page_views, duration_seconds, engaged_seconds from sessions")
    assert session == {"page_views": 2, "duration_seconds": 3000.0, "engaged_seconds": 1.0}
    assert pipeline.rows("select count() as n from events") == [{"n": 3}]


def test_many_sessions_joined_at_once_are_moved_in_one_go_and_no_event_is_missing_meanwhile(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.now = NOON + timedelta(hours=71)
    ages = [minutes * 60_000 for minutes in range(5, 4000, 58)]
    pipeline.post([event | {"age": age} for event, age in zip(events(len(ages)), ages, strict=True)])
    pipeline.load()
    assert pipeline.rows("select count() as n from sessions") == [{"n": len(ages)}]
    seen: list[int] = []
    command = ClickHouse.command

    def watch(self: ClickHouse, sql: str, params: Mapping[str, Any] | None = None) -> None:
        seen.append(pipeline.rows("select uniqExact(id) as n from events")[0]["n"])
        command(self, sql, params)

    monkeypatch.setattr(ClickHouse, "command", watch)
    pipeline.post([event | {"age": age + 29 * 60_000} for event, age in zip(events(len(ages)), ages, strict=True)][:-1])
    pipeline.load()
    # One statement deletes them all, one notes that the sessions are gone, and one sums those that are left: one a day.
    assert seen == [2 * len(ages) - 1] * 3
    monkeypatch.undo()
    assert pipeline.rows("select count() as n, sum(page_views) as views from sessions") == [
        {"n": 3, "views": 2 * len(ages) - 1}
    ]
    assert pipeline.rows("select count() as n from events") == [{"n": 2 * len(ages) - 1}]


def test_a_busy_visitors_thousands_of_events_are_looked_up_as_few_rows(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.spool.append([record.encode(event_record(seconds=second)) for second in range(3000)])
    pipeline.load()
    # One more, and one of three days ago.
    pipeline.spool.append([record.encode(event_record(seconds=second)) for second in (3001, -72 * 3600)])
    seen: list[tuple[str, int]] = []
    query = ClickHouse.query

    def watch(self: ClickHouse, sql: str, params: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        rows = query(self, sql, params)
        seen.append((sql, len(rows)))
        return rows

    monkeypatch.setattr(ClickHouse, "query", watch)
    pipeline.load()
    assert sum(rows for _, rows in seen) <= 2, seen
    monkeypatch.undo()
    found = pipeline.rows("select count() as n from events group by session_id order by n")
    assert found == [{"n": 1}, {"n": 3001}]


def test_a_session_too_large_to_be_copied_stays_apart_and_loses_nothing(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collector.prepare.MOST_MOVED", 60)
    elder, younger, small = range(0, 60), range(3000, 3100), range(6000, 6020)
    for seconds in (elder, younger, small):
        pipeline.spool.append([record.encode(event_record(seconds=second)) for second in seconds])
        pipeline.load()
    # What lies between closes both gaps.
    pipeline.spool.append([record.encode(event_record(seconds=second)) for second in (1500, 4500)])
    pipeline.load()
    found = pipeline.rows("select count() as n, uniqExact(id) as ids from events group by session_id order by n")
    assert found == [{"n": 82, "ids": 82}, {"n": 100, "ids": 100}]


def events(count: int) -> list[dict[str, Any]]:
    return [
        {"site": "example.fr", "name": "pageview", "url": "https://example.fr/", "id": str(uuid4())} | CONSENTED
        for _ in range(count)
    ]


CONSENTED = {"visitor": "somebody", "consent": "granted"}


def test_stages_and_costs_come_in_by_the_same_way(pipeline: Pipeline) -> None:
    lead = str(uuid4())
    pipeline.send(name="form_submit", id=lead, form="devis", magnet="checklist")
    stage = {"site": "example.fr", "lead": lead, "stage": "customer", "ts": 1773200000000, "id": str(uuid4())}
    cost = {"site": "example.fr", "day": "2026-03-10", "amount": 12.5, "currency": "EUR", "id": str(uuid4())}
    assert pipeline.import_("stages", [stage | {"value": 2000, "currency": "EUR"}, stage]).status_code == 202
    assert pipeline.import_("costs", [cost | {"channel": "Paid Search"}, cost]).status_code == 202
    pipeline.load()
    (found,) = pipeline.rows(
        "select toString(lead_id) as lead_id, magnet, toUnixTimestamp(customer) as won, revenue from leads"
    )
    assert (found["lead_id"], found["magnet"], found["won"], float(found["revenue"])) == (
        lead,
        "checklist",
        1773200000,
        2000.0,
    )
    assert [float(row["amount"]) for row in pipeline.rows("select amount from costs")] == [12.5]


def test_a_row_clickhouse_refuses_is_set_aside_and_its_neighbours_are_stored(pipeline: Pipeline) -> None:
    good = str(uuid4())
    pipeline.send(id=good)
    # What no check lets through, written to the spool as if one had.
    pipeline.spool.append([record.encode(event_record(value="not a number"))])
    assert pipeline.load() == 1
    assert [str(row["id"]) for row in pipeline.rows("select id from events")] == [good]
    (rejected,) = (pipeline.folder / "spool" / "rejected").iterdir()
    assert "not a number" in rejected.read_text()
    assert '"code":' in rejected.read_text()


def event_record(value: str | None = None, seconds: int = 0) -> record.EventRecord:
    ts = int(NOON.timestamp() + seconds) * 1000
    id_ = uuid4()
    return record.EventRecord(
        site="example.fr", ts=ts, received=ts, id=id_, name="sale", page_id=id_, visitor_id=1, value=value
    )


@pytest.mark.parametrize("stopped_at", ["insert_lines", "command"])
def test_a_half_finished_segment_is_finished_before_another_is_prepared(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, stopped_at: str
) -> None:
    # Ids are forgotten after 40 days of the real clock, so this test cannot live in the past.
    start = datetime.now(UTC) - timedelta(days=1)
    for minute in (0, 50):
        pipeline.now = start + timedelta(minutes=minute)
        pipeline.send()
        pipeline.load()
    late = {"site": "example.fr", "name": "pageview", "url": "https://example.fr/", "id": str(uuid4())}
    pipeline.now = start + timedelta(minutes=60)
    pipeline.post(late | {"age": 35 * 60_000})

    def refuse(*_: object) -> None:
        raise StoreRefused(241, "memory limit")

    # The late event moves a session; ClickHouse refuses before the rows go in, or between them and the delete.
    monkeypatch.setattr(ClickHouse, stopped_at, refuse)
    with pytest.raises(StoreRefused):
        pipeline.load()
    # A worker that died left an older segment: a copy of the late event, and one that follows it.
    pipeline.post([late | {"age": 35 * 60_000}, late | {"id": str(uuid4()), "age": 20 * 60_000}])
    pipeline.spool.seal()
    newest = max((pipeline.folder / "spool").glob("*.ready"))
    newest.rename(newest.with_name("0-older.ready"))
    with pytest.raises(StoreRefused):
        pipeline.loader.load_waiting()
    monkeypatch.undo()
    assert pipeline.loader.load_waiting() == 2
    assert pipeline.rows("select count() as n, uniqExact(id) as ids from events") == [{"n": 4, "ids": 4}]
    assert pipeline.rows("select page_views from sessions") == [{"page_views": 4}]


def change_a_byte(path: Path) -> None:
    content = path.read_bytes()
    place = len(content) // 2
    path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize(
    ("damaged", "damage"),
    [
        # Noticed before anything is sent, before its own rows are, and once the events are stored.
        ("batch.json", cut),
        ("events-*.jsonl", change_a_byte),
        ("event_ids.jsonl", Path.unlink),
    ],
)
def test_a_prepared_batch_that_cannot_be_read_is_prepared_anew_and_nothing_counts_twice(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, damaged: str, damage: Callable[[Path], None]
) -> None:
    # Ids are forgotten after 40 days of the real clock, so this test cannot live in the past.
    pipeline.now = datetime.now(UTC) - timedelta(days=1)
    again = str(uuid4())
    pipeline.send(id=again)
    pipeline.load()
    pipeline.now += timedelta(minutes=50)
    pipeline.send()
    pipeline.load()
    # A copy, and an event between the two that joins their sessions.
    pipeline.send(id=again)
    pipeline.send(age=25 * 60_000)
    pipeline.spool.seal()
    insert_lines = ClickHouse.insert_lines

    def stop_before_the_ids(self: ClickHouse, table: str, lines: bytes, token: str) -> None:
        if table == "event_ids":
            raise StoreRefused(241, "memory limit")
        insert_lines(self, table, lines, token)

    monkeypatch.setattr(ClickHouse, "insert_lines", stop_before_the_ids)
    with pytest.raises(StoreRefused):
        pipeline.loader.load_waiting()
    monkeypatch.undo()
    (path,) = (pipeline.folder / "spool" / "prepared").glob(f"*/{damaged}")
    damage(path)
    pipeline.load()
    assert pipeline.rows("select count() as n, uniqExact(id) as ids from events") == [{"n": 3, "ids": 3}]
    assert not list((pipeline.folder / "spool" / "prepared").iterdir())
    # The next batch has a look again, and joins what the lost one was to join.
    pipeline.send(name="engagement", engaged=1000, age=24 * 60_000)
    pipeline.load()
    assert pipeline.rows("select page_views from sessions") == [{"page_views": 3}]


def test_what_a_lost_batch_left_is_summed_when_nobody_else_prepares(pipeline: Pipeline) -> None:
    pipeline.send()
    pipeline.load()
    pipeline.clickhouse.command("truncate table session_summaries")
    spool = pipeline.folder / "spool"
    marker = spool / LOST_BATCH
    marker.touch()
    loading = threading.Thread(target=pipeline.loader.load_waiting)
    with preparing(spool):
        loading.start()
        loading.join(1)
        assert loading.is_alive()
        assert marker.exists()
    loading.join()
    assert not marker.exists()
    assert pipeline.rows("select page_views from sessions") == [{"page_views": 1}]


def test_what_a_damaged_batch_had_stored_gets_what_stands_beside_it(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ids, contact details and permissions of rows that went in before the damage was seen."""
    pipeline.now = datetime.now(UTC) - timedelta(days=1)
    again = str(uuid4())
    form = {"id": str(uuid4()), "form": "devis", "fields": {"email": "marie@exemple.fr", "consent": "on"}}
    pipeline.send(id=again)
    pipeline.send("form_submit", **form)
    ts = int(pipeline.now.timestamp() * 1000) + 1000
    unsubscribed = {"site": "example.fr", "kind": "unsubscribed", "ts": ts, "email": "marie@exemple.fr"}

    def tell() -> None:
        headers = {"Authorization": f"Bearer {KEY}"}
        answer = pipeline.client.post("/api/emails", json=unsubscribed, headers=headers)
        assert answer.get_json() == {"accepted": 1, "refused": []}

    tell()
    pipeline.spool.seal()
    insert_lines = ClickHouse.insert_lines

    def stop_before_the_facts(self: ClickHouse, table: str, lines: bytes, token: str) -> None:
        if table == "lead_events":
            raise StoreRefused(241, "memory limit")
        insert_lines(self, table, lines, token)

    monkeypatch.setattr(ClickHouse, "insert_lines", stop_before_the_facts)
    with pytest.raises(StoreRefused):
        pipeline.loader.load_waiting()
    monkeypatch.undo()
    (path,) = (pipeline.folder / "spool" / "prepared").glob("*/lead_events.jsonl")
    change_a_byte(path)
    pipeline.load()
    # The tag and the program that told of it have had no answer, and repeat themselves.
    pipeline.send(id=again)
    pipeline.send("form_submit", **form)
    tell()
    pipeline.load()
    # A form has two ids.
    for table, rows in (("events", 2), ("event_ids", 4), ("contacts", 1), ("email_events", 1)):
        assert pipeline.rows(f"select count() as n, uniqExact(id) as ids from {table}") == [{"n": rows, "ids": rows}]
    assert pipeline.rows("select count() as n from lead_events where kind = 'consent'") == [{"n": 1}]
    assert pipeline.rows("select consent from all_leads") == [{"consent": "denied"}]


def write_one(folder: Path) -> Batch:
    insert = insert_of("events", "events-2026-03.jsonl", [b"{}\n"])
    manifest = Manifest(segments=["1.ready"], inserts=[insert], moved={"example.fr": [12]}, records=1, fresh=1)
    batch = write_batch(folder, manifest, {insert: [b"{}\n"]})
    read = read_batch(batch.folder)
    assert (read.manifest, read.rows(insert)) == (manifest, b"{}\n")
    return batch


@pytest.mark.parametrize("damage", [cut, change_a_byte, empty, Path.unlink])
@pytest.mark.parametrize("damaged", ["batch.json", "events-2026-03.jsonl"])
def test_a_file_of_a_batch_that_is_not_what_was_written_is_damaged(
    tmp_path: Path, damaged: str, damage: Callable[[Path], None]
) -> None:
    batch = write_one(tmp_path / "batch")
    damage(batch.folder / damaged)
    with pytest.raises(DamagedBatch):
        read_batch(batch.folder).rows(*batch.manifest.inserts)


def test_no_byte_of_a_manifest_turns_over_unnoticed(tmp_path: Path) -> None:
    batch = write_one(tmp_path / "batch")
    path = batch.folder / "batch.json"
    content = path.read_bytes()
    for place in range(len(content)):
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        with pytest.raises(DamagedBatch):
            read_batch(batch.folder)


def test_a_batch_damaged_while_it_is_put_away_gives_its_segments_back(pipeline: Pipeline) -> None:
    pipeline.send()
    pipeline.spool.seal()
    pipeline.loader.load_waiting()
    (done,) = (pipeline.folder / "spool" / "done").iterdir()
    left = done.rename(pipeline.folder / "spool" / "prepared" / done.name)
    empty(left / "batch.json")
    pipeline.load()
    assert len(list((pipeline.folder / "spool" / "done").glob("*/*.ready"))) == 1
    assert pipeline.rows("select count() as n from events") == [{"n": 1}]
