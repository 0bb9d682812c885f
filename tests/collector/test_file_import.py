"""A file gives the rows that the import address gives, in whatever order and however often."""

from __future__ import annotations

import csv
import io
import json
import secrets
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from copy import copy
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import msgspec
import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.event import ImportedEvent, Refusal
from collector.file_import.columns import block, chosen, numbers
from collector.file_import.counted import CountedIds
from collector.file_import.lines import Chunk, chunks_of
from collector.file_import.pieces import Piece, Work, piece_maker
from collector.file_import.read import read_csv, read_json_lines, read_line, read_lines
from collector.file_import.refused import RefusedFile
from collector.file_import.row import COLUMNS, NOT_SENT, strict
from collector.file_import.run import Summary, import_file, read
from collector.file_import.source import source_of
from collector.file_import.staging import Staging, statement
from collector.file_import.store import (
    FEW_EVENTS,
    SLICE_ROWS,
    Slice,
    Stored,
    Storing,
    StoringFailed,
    cut,
    divided,
    within_memory,
)
from collector.loader import Loader
from collector.mode import Mode
from collector.record import EventRecord
from collector.site import KnownSite, hash_key, publish_sites
from collector.spool import Spool
from collector.store import StoreRefused, StoreUnavailable
from collector.verdict import MEMORY_LIMIT
from tests.collector.conftest import CHROME, KEY, NOON, Pipeline
from tests.conftest import ROOT, EmbeddedClickHouse, wait_until

pytestmark = pytest.mark.through_http

NOON_MS = int(NOON.timestamp() * 1000)
MINUTE = 60_000
NO_SPACE = 243
"""ClickHouse's error."""
HOUR = 3_600_000
ALL_BUT_SESSIONS = "select * except (session_id, received) from events order by id, ts"


def in_this_process(chunks: Iterable[Chunk], work: Work) -> Iterator[Piece]:
    """Pieces without processes of their own."""
    return map(piece_maker(work), chunks)


class Importing:
    """Files into the database of a pipeline, with its sites and visitors."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline
        self.folder = pipeline.folder
        self.clickhouse = pipeline.clickhouse
        self.staging = Staging(self.clickhouse, secrets.token_hex(4))
        self.refused = RefusedFile(self.folder / "refused.jsonl")

    def storing(self) -> Storing:
        def open_spool() -> Spool:
            return Spool(self.folder / "spool", limit_bytes=10**9, min_free_bytes=0)

        return Storing(self.staging, self.folder / "spool", open_spool, nullcontext, NOON_MS, 0, sleep=lambda _: None)

    def import_bytes(self, data: bytes, form: str = "json") -> Summary:
        """Import a file of these bytes, and let the loader store what was left to it."""
        source = source_of(io.BytesIO(data), form)
        intake = self.pipeline.edge._intake
        sites = {name: site for name in ("example.fr", "other.fr") if (site := intake.sites.find(name))}
        keys = intake.identity.lasting_key, intake.identity.contact_key
        work = Work(form, source.names, source.delimiter, sites, *keys, NOON)
        summary = import_file(
            source, work, self.staging, self.storing(), self.refused, lambda *_: None, make=in_this_process
        )
        self.refused.close()
        self.pipeline.loader.load_waiting()
        return summary

    def import_events(self, events: Iterable[Mapping[str, Any]]) -> Summary:
        return self.import_bytes(b"".join(json.dumps(event).encode() + b"\n" for event in events))

    def sessions(self) -> set[frozenset[str]]:
        """Which events go together."""
        rows = self.clickhouse.query(
            "select site, groupArray(toString(id)) as ids from events group by site, session_id"
        )
        return {frozenset(row["ids"]) for row in rows}


@pytest.fixture
def importing(pipeline: Pipeline) -> Importing:
    """An import into the same database, and sites whose key lets both ways in."""
    publish_sites(
        pipeline.folder / "sites.json",
        [
            KnownSite(
                name=name, hosts=(name,), key_hashes=(hash_key(KEY),), count_automation=name == "other.fr", mode=mode
            )
            for name, mode in (("example.fr", Mode.TAG), ("other.fr", Mode.CONSENT))
        ],
    )
    return Importing(pipeline)


def read_alone(folder: Path, data: bytes, form: str = "json") -> tuple[Summary, RefusedFile]:
    """What an import reads of a file of these bytes, and what it refuses, without storing anything."""
    source, refused, summary = source_of(io.BytesIO(data), form), RefusedFile(folder / "refused.jsonl"), Summary()
    sites = {"example.fr": KnownSite(name="example.fr", hosts=("example.fr",))}
    work = Work(form, source.names, source.delimiter, sites, bytes(32), bytes(32), NOON)
    for _ in read(source, work, refused, lambda *_: None, summary, in_this_process):
        pass
    refused.close()
    return summary, refused


def event(**fields: Any) -> dict[str, Any]:
    """A page view of the past."""
    return {
        "site": "example.fr",
        "name": "pageview",
        "url": "https://example.fr/",
        "id": str(UUID(int=Random(repr(fields)).getrandbits(128), version=4)),
        "ts": NOON_MS,
        "visitor": "a",
    } | fields


def varied_events(random: Random, count: int) -> list[dict[str, Any]]:
    """Events that share some of their parts and not others, with all that the fields may hold."""
    pages = [
        "https://www.example.fr/guide?utm_source=google&utm_medium=cpc&utm_campaign=Hiver&utm_content=b&utm_term=toit&gclid=abc#x",
        "https://example.fr/", "http://EXAMPLE.fr:8080/a%20b/%C3%A9?ref=partenaire", "https://other.fr/?fbclid=1",
        "https://example.fr/marie@exemple.fr/", "https://example.fr/" + "x" * 3000, "https://example.fr/\u2028\u202e\x00",
        "https://example.fr/?utm_source=" + "é" * 300, "https://xn--caf-dma.fr/?utm_medium=email&utm_source=Brevo",
        *[f"https://example.fr/page-{n}?utm_campaign=c{n % 3}" for n in range(20)],
    ]  # fmt: skip
    referrers = [
        "", "https://www.google.fr/search?q=secret", "https://example.fr/avant", "android-app://com.google.android.gm/",
        "https://blog.example.org/article", "https://checkout.stripe.com/", "https://semalt.com/", "nonsense", "https://[",
        "https://l.facebook.com/", "https://chatgpt.com/",
    ]  # fmt: skip
    agents = [
        "", CHROME, "curl/8.0", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 "
        "Mobile/15E148 Safari/604.1", CHROME.replace("Chrome", "HeadlessChrome"), "\x00\ufffd",
    ]  # fmt: skip
    names = ["pageview", "engagement", "form_view", "form_submit", "download", "outbound", "section", "Devis demandé"]
    forms = ["", "devis", "https://example.fr/envoi?x=1#y", "/envoi?jeton=1", "a@b.fr", "é" * 200]
    texts = ["", "Le guide — marie@exemple.fr", "<script>\n'\"\\", "\u202emalin", "日本" * 60]
    props = [{}, {}, {"plan": "pro", "n": 3, "ok": True, "vide": None, "é\n": "a@b.fr"}, {"x" * 64: 1.5, "y": 10**15}]
    values = [None, 0, 12.345678, -1e12, 1e12, 0.00005, 49.9]
    made = []
    for number in range(count):
        made.append(
            {
                "site": random.choice(["example.fr", "other.fr"]),
                "name": random.choice(names),
                "url": random.choice(pages),
                "id": str(UUID(int=random.getrandbits(128), version=4)),
                "ts": NOON_MS + random.randrange(-40 * 24 * HOUR, 40 * 24 * HOUR),
                "visitor": f"v{number % 50}é",
                "referrer": random.choice(referrers),
                "title": random.choice(texts),
                "form": random.choice(forms),
                "magnet": random.choice(texts),
                "section": random.choice(texts),
                "target": random.choice(["", "mailto:a@b.fr", "https://x.fr/f.pdf?secret=1", "nonsense"]),
                "user_agent": random.choice(agents),
                "languages": random.choice(["", "fr-FR,fr;q=0.9", "zz9", "en"]),
                "timezone": random.choice(["", "Europe/Paris", "America/Montreal", "Mars/Base"]),
                "props": random.choice(props),
                "value": random.choice(values),
                "currency": random.choice(["", "EUR"]),
                "consent": random.choice(["", "granted", "denied"]),
                "scroll": random.choice([None, 0, 100]),
                "engaged": random.choice([0, 86_400_000]),
                "interactive": random.choice([True, False]),
                "automation": random.choice([False, False, True]),
                "unknown": "ignored",
            }
        )
    return made


def rows(pipeline: Pipeline, sql: str = ALL_BUT_SESSIONS) -> list[dict[str, Any]]:
    return pipeline.clickhouse.query(sql)


def clear(pipeline: Pipeline) -> None:
    """Forget every event."""
    for table in ("events", "session_summaries", "event_ids"):
        pipeline.clickhouse.command(f"truncate table {table}")


def by_http(pipeline: Pipeline, events: Sequence[Mapping[str, Any]]) -> None:
    """The same events through the import address."""
    answer = pipeline.import_("events", events)
    assert answer.status_code == 202, answer.json
    pipeline.load()


def test_every_column_of_a_record_is_in_a_row_once() -> None:
    assert sorted((*COLUMNS, *NOT_SENT)) == sorted(("line", *EventRecord.__struct_fields__))


def test_a_file_gives_the_rows_and_sessions_that_the_import_address_gives(importing: Importing) -> None:
    pipeline = importing.pipeline
    events = varied_events(Random(7), 1500)
    summary = importing.import_events(events)
    assert (summary.events, summary.refused, summary.stored.known) == (1500, 0, 0)
    by_file, sessions = rows(pipeline), importing.sessions()
    kpis = rows(pipeline, "select * except session_id from sessions order by site, started, visitor_id")
    clear(pipeline)
    by_http(pipeline, events)
    assert by_file == rows(pipeline)
    assert {column for row in by_file for column, value in row.items() if value not in ("", None, 0, {}, False)} == set(
        by_file[0]
    ) - {"person", "spam", "lasting_id"}
    assert sessions == importing.sessions()
    assert kpis == rows(pipeline, "select * except session_id from sessions order by site, started, visitor_id")


def test_a_form_of_a_file_tells_who_sent_it_as_that_of_the_address_does(importing: Importing) -> None:
    pipeline = importing.pipeline
    fields = {"email": "marie@exemple.fr", "phone": "06 12 34 56 78", "consent": "on"}

    def form(day: int, **other: Any) -> dict[str, Any]:
        common = {"name": "form_submit", "form": "devis", "user_agent": CHROME, "ts": NOON_MS - day * 24 * HOUR}
        return event(**common | other)

    events = [
        event(ts=NOON_MS - 9 * 24 * HOUR, url="https://example.fr/?utm_source=brevo", user_agent=CHROME),
        form(9, fields=fields, answers={"budget": "5"}),
        form(4, fields=fields | {"email": "Marie@exemple.fr"}, visitor="b"),
        form(3, fields={"leadpump_trap": "x", "email": "spam@exemple.fr"}, visitor="c"),
        form(2, answers={"budget": "buy cheap"}, visitor="d"),
        form(2, fields=fields, visitor="e", site="other.fr", url="https://other.fr/"),
        form(1, visitor="f"),
    ]
    tables = {
        "events": ALL_BUT_SESSIONS,
        "contacts": "select site, lead_id, person, ts, id from contacts order by id",
        "lead_events": "select * except (received, session_id, via, id) from lead_events order by ts, lead_id, kind",
        # Not the other id of a form (EventRecord.apart), which a row of a file has not.
        "event_ids": "select id from event_ids "
        "where id in (select id from events union all select id from lead_events) order by id",
    }

    def stored() -> dict[str, list[dict[str, Any]]]:
        pipeline.load()
        pipeline.loader._make_leads(0)
        return {name: rows(pipeline, sql) for name, sql in tables.items()}

    summary = importing.import_events(events)
    assert (summary.events, summary.rows, summary.stored) == (7, 3, Stored(stored=3, left=4))
    by_file, sessions = stored(), importing.sessions()
    assert importing.import_events(events).stored == Stored(known=7)
    pipeline.clickhouse.command("truncate table event_ids")
    assert importing.import_events(events).stored == Stored(known=7)
    for table in ("lead_events", "contacts"):
        pipeline.clickhouse.command(f"truncate table {table}")
    clear(pipeline)
    by_http(pipeline, events)
    assert by_file == stored()
    assert sessions == importing.sessions()
    # Nobody, Marie and the machine that took the bait; six forms, of which two are hers.
    assert {table: len({row["person"] for row in by_file[table]}) for table in ("contacts", "lead_events")} == {
        "contacts": 2,
        "lead_events": 3,
    }


def test_what_the_address_refuses_is_refused_for_the_same_reason(importing: Importing) -> None:
    good = event()
    bad = [
        b"", b"   ", b"[1]", b"7", b"{", b'{"site": "example.fr"}', b"\xff\xfe", b'{"a": NaN}',
        *(
            json.dumps(event() | {name: value}).encode()
            for name, value in {
                "ts": 5, "url": "ftp://example.fr", "name": "<b>", "id": "7", "value": 1e300, "visitor": "",
                "scroll": 101,
                "props": {str(n): n for n in range(31)}, "title": "x" * 9000, "engaged": -1, "currency": "euro",
                "consent": "peut-être", "languages": "x" * 201, "interactive": "yes", "site": "x" * 254,
            }.items()
        ),
    ]  # fmt: skip
    half = event(title="a\ud800b")
    bad.append(json.dumps(half).encode())
    summary = importing.import_bytes(b"\n".join([json.dumps(good).encode(), *bad]))
    told = {
        entry["line"]: (entry["reason"], entry["detail"])
        for entry in map(json.loads, importing.refused.path.read_text().splitlines())
    }
    expected = {}
    for line, text in enumerate(bad, 2):
        if text.strip():
            body = importing.pipeline.client.post(
                "/api/import/events",
                data=b"[" + text + b"]" if text.startswith(b"[") else text,
                headers={"Authorization": "Bearer key-of-the-tests", "Content-Type": "application/json"},
            ).json
            assert body is not None
            if not body["accepted"]:
                expected[line] = (body["reason"], body["detail"])
    assert told == expected
    assert len(expected) > 15
    assert summary.refused == len(expected)
    # Half a character is left out, and costs nobody the event.
    assert {row["id"]: row["title"] for row in rows(importing.pipeline)} == {
        UUID(good["id"]): "",
        UUID(half["id"]): "ab",
    }


def test_an_unknown_site_is_refused(tmp_path: Path) -> None:
    lines = [json.dumps(one).encode() for one in (event(site="nowhere.fr"), event())]
    summary, refused = read_alone(tmp_path, b"\n".join(lines))
    assert (summary.events, summary.refused) == (1, 1)
    assert refused.reasons == {"unknown_site": 1}


def test_an_id_counts_once_in_a_file_in_a_second_import_and_after_http(importing: Importing) -> None:
    pipeline = importing.pipeline
    first, second, third = (event(ts=NOON_MS + n * HOUR, title=f"{n}") for n in range(3))
    later_copy = first | {"ts": NOON_MS + 5 * HOUR, "title": "copy"}
    by_http(pipeline, [second])
    summary = importing.import_events([first, second, later_copy, third, third])
    assert (summary.stored.stored, summary.stored.known) == (2, 3)
    assert [row["title"] for row in rows(pipeline, "select title from events order by ts")] == ["0", "1", "2"]
    by_http(pipeline, [first, second, third])
    # Months later the list of ids has forgotten them, but the table has not.
    pipeline.clickhouse.command("truncate table event_ids")
    again = importing.import_events([first, second, later_copy, third])
    assert (again.stored.stored, again.stored.known) == (0, 4)
    assert rows(pipeline, "select count() as n from events") == [{"n": 3}]
    # And the list knows them again: the next file brings ClickHouse what is new alone.
    by_http(pipeline, [first])
    assert rows(pipeline, "select count() as n from events") == [{"n": 3}]
    unknown = event(ts=NOON_MS + 7 * HOUR, title="new")
    last = importing.import_events([third, unknown, first, later_copy, unknown | {"title": "copy"}])
    assert (last.events, last.known, last.stored.stored, last.stored.known) == (5, 3, 1, 4)
    assert [row["title"] for row in rows(pipeline, "select title from events order by ts")] == ["0", "1", "2", "new"]


def test_a_line_without_an_id_is_the_same_event_each_time_and_another_than_its_twin(importing: Importing) -> None:
    twins = [{name: value for name, value in event(ts=NOON_MS).items() if name != "id"}] * 2
    assert importing.import_events(twins).stored.stored == 2
    assert importing.import_events(twins).stored.stored == 0
    assert rows(importing.pipeline, "select uniqExact(id) as n from events") == [{"n": 2}]


@pytest.mark.parametrize("before", [Mode.TAG, Mode.EXEMPT, Mode.CONSENT])
@pytest.mark.parametrize("after", [Mode.TAG, Mode.EXEMPT])
def test_the_same_file_counts_once_whatever_the_site_says_of_visits_meanwhile(
    importing: Importing, before: Mode, after: Mode
) -> None:
    def say(mode: Mode) -> None:
        site = KnownSite(name="example.fr", hosts=("example.fr",), key_hashes=(hash_key(KEY),), mode=mode)
        publish_sites(importing.folder / "sites.json", [site])

    url = "https://example.fr/?utm_source=brevo"
    events = [event(url=url, title=f"{number}") for number in range(2)]
    events += [
        event(name="form_submit", url=url, form="a"),
        event(name="form_submit", form="b", fields={"email": "a@b.fr"}),
    ]
    events += [{name: value for name, value in one.items() if name != "id"} for one in events]
    say(before)
    importing.import_events(events)
    ids = rows(importing.pipeline, "select id from events order by id")
    assert len(ids) == 8
    say(after)
    again = importing.import_events(events)
    assert (again.known, again.stored) == (8, Stored(known=8))
    assert rows(importing.pipeline, "select id from events order by id") == ids


@pytest.mark.parametrize(("before", "after"), [(Mode.TAG, Mode.EXEMPT), (Mode.EXEMPT, Mode.TAG)])
def test_a_form_counts_once_though_its_id_is_no_longer_on_the_list(
    importing: Importing, before: Mode, after: Mode
) -> None:
    forms = [event(name="form_submit", form="a"), event(name="form_submit", form="b", fields={"email": "a@b.fr"})]
    for mode in (before, after):
        site = KnownSite(name="example.fr", hosts=("example.fr",), key_hashes=(hash_key(KEY),), mode=mode)
        publish_sites(importing.folder / "sites.json", [site])
        importing.import_events(forms)
        # Where ids stay for 40 days.
        importing.clickhouse.command("truncate table event_ids")
    assert rows(importing.pipeline, "select form from events order by form") == [{"form": "a"}, {"form": "b"}]


@pytest.mark.parametrize(
    ("gap", "sessions"),
    [(30 * MINUTE - 1, 1), (30 * MINUTE, 1), (30 * MINUTE + 1, 2)],
    ids=["29:59.999", "30:00", "30:00.001"],
)
def test_thirty_minutes_stay_one_session(importing: Importing, gap: int, sessions: int) -> None:
    importing.import_events([event(), event(ts=NOON_MS + gap)])
    assert len(importing.sessions()) == sessions


def test_a_session_goes_on_over_the_end_of_a_month(importing: Importing) -> None:
    end_of_march = 1_774_994_400_000 + 2 * HOUR  # 2026-04-01T00:00:00Z
    importing.import_events([event(ts=end_of_march + minute * MINUTE) for minute in (-25, -5, 5, 25, 56)])
    assert sorted(map(len, importing.sessions())) == [1, 4]


def test_what_goes_on_for_days_is_cut_after_each_and_counts_on_every_day(importing: Importing) -> None:
    events = [event(ts=NOON_MS + 20 * MINUTE * number) for number in range(3 * 72)]
    importing.import_events(events[:100])
    importing.import_events(events[100:])
    by_file = importing.sessions()
    assert sorted(map(len, by_file)) == [72, 72, 72]
    # As a report bounds a day: its own number, and those of the day before.
    bounds = "session_id >= bitShiftLeft(toUInt64(toUnixTimestamp(ts - interval 1 day)), 32)"
    assert rows(importing.pipeline, f"select count() as n from page_views where {bounds}") == [{"n": 216}]
    clear(importing.pipeline)
    by_http(importing.pipeline, events)
    assert importing.sessions() == by_file


class CutOff(Staging):
    """Tables whose finished rows are part of events when the connection breaks: after one month, or after the last."""

    months = 1
    left = 1

    def attach_part(self) -> None:
        if not self.left:
            return super().attach_part()
        self.left -= 1
        attached = self.query("import_months")[: self.months]
        attach = statement("import_attach").replace("from import_part", f"from {self.names['part']}")
        for row in attached:
            self._store.command(attach, {"month": row["month"]})
        raise StoreUnavailable("the connection was cut")


@pytest.mark.parametrize("months", [0, 1, 2])
def test_what_a_broken_connection_left_of_several_months_is_stored_and_summed_once(
    importing: Importing, months: int
) -> None:
    end_of_march = 1_774_994_400_000 + 2 * HOUR
    events = [event(ts=end_of_march + minute * MINUTE) for minute in (-60, -25, -5, 5, 25, 56)]
    importing.staging = CutOff(importing.clickhouse, secrets.token_hex(4))
    importing.staging.months = months
    assert importing.import_events(events).events == 6
    assert sorted(map(len, importing.sessions())) == [1, 1, 4]
    assert rows(importing.pipeline, "select count() as n from events") == [{"n": 6}]
    assert rows(importing.pipeline, "select sum(page_views) as n, count() as sessions from sessions") == [
        {"n": 6, "sessions": 3}
    ]


def visits(random: Random, count: int, *, shared: bool) -> list[dict[str, Any]]:
    """Events of a few visitors within some hours. shared: some are on page views of others, which makes them one."""
    made: list[dict[str, Any]] = []
    for _ in range(count):
        fields: dict[str, Any] = {"ts": NOON_MS + random.randrange(0, 300) * MINUTE, "visitor": random.choice("abcdef")}
        pages = [item["id"] for item in made if shared or item["visitor"] == fields["visitor"]]
        if pages and random.random() < 0.3:
            fields |= {"name": "engagement", "page": random.choice(pages)}
        made.append(event(**fields, id=str(UUID(int=random.getrandbits(128), version=4))))
    return made


@pytest.mark.parametrize("seed", [0, 2])
def test_any_split_into_files_and_requests_in_any_order_gives_the_same_sessions(
    importing: Importing, seed: int
) -> None:
    random = Random(seed)
    events = visits(random, 40, shared=False)
    importing.import_events(events)
    at_once = importing.sessions()
    assert sum(map(len, at_once)) == 40
    clear(importing.pipeline)
    random.shuffle(events)
    parts = [events[start : start + 8] for start in range(0, 40, 8)]
    for part in [*parts, parts[seed % 5]]:
        by_http(importing.pipeline, part) if random.random() < 0.4 else importing.import_events(part)
    assert importing.sessions() == at_once


@pytest.mark.parametrize(
    ("stored", "of_file", "sessions"),
    [
        (NOON_MS - 30 * MINUTE - 1, NOON_MS, 2),
        (NOON_MS - 30 * MINUTE, NOON_MS, 1),
        (NOON_MS + 90 * MINUTE - 1, NOON_MS + HOUR - 1, 1),
        (NOON_MS + 90 * MINUTE, NOON_MS + HOUR - 1, 2),
    ],
)
def test_a_session_goes_on_over_the_edges_of_a_slice(
    importing: Importing, stored: int, of_file: int, sessions: int
) -> None:
    """A slice is of whole hours: what is stored half an hour before or after them may be of its sessions."""
    by_http(importing.pipeline, [event(ts=stored)])
    importing.import_events([event(ts=of_file)])
    assert len(importing.sessions()) == sessions


@pytest.mark.parametrize("seed", range(3))
def test_events_of_one_page_view_are_one_visitors_as_by_http(importing: Importing, seed: int) -> None:
    events = visits(Random(seed), 40, shared=True)
    summary = importing.import_events(events)
    assert summary.stored.left > 0
    by_file = importing.sessions()
    clear(importing.pipeline)
    by_http(importing.pipeline, events)
    assert importing.sessions() == by_file


def test_slices_cover_every_hour_once() -> None:
    random = Random(3)
    hours = [(hour, random.choice([1, SLICE_ROWS // 50, SLICE_ROWS * 3])) for hour in range(490_000, 492_000)]
    slices = list(cut(hours))
    assert all(part.rows <= SLICE_ROWS for part in slices)
    covered: dict[tuple[int, int], list[int]] = {}
    for part in slices:
        covered.setdefault((part.first, part.end), []).append(part.share)
        assert part.shares == 1 or part.share < part.shares
    assert [hour for first, end in covered for hour in range(first // HOUR, end // HOUR)] == [hour for hour, _ in hours]
    assert all(shares == list(range(len(shares))) for shares in covered.values())


def test_a_very_full_hour_is_stored_in_shares_of_its_visitors(
    importing: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collector.file_import.store.SLICE_ROWS", 10)
    of_two_hours = (NOON_MS + 60 * MINUTE, NOON_MS + 180 * MINUTE)
    events = [one for one in visits(Random(1), 60, shared=False) if of_two_hours[0] <= one["ts"] < of_two_hours[1]]
    assert importing.import_events(events).events == len(events) > 20
    by_slices = importing.sessions()
    clear(importing.pipeline)
    by_http(importing.pipeline, events)
    assert importing.sessions() == by_slices


def short_of_memory(importing: Importing, limit: int) -> None:
    """Let every statement of imports fail that takes more than so many bytes."""
    store = copy(importing.clickhouse)
    store._settings = store._settings | {"max_memory_usage": limit, "max_untracked_memory": 0}
    importing.staging = Staging(store, secrets.token_hex(4))


def test_a_slice_that_memory_is_too_small_for_is_stored_in_smaller_ones(
    importing: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collector.file_import.store.SMALLEST_SLICE", 100)
    random = Random(1)
    large = [
        event(
            id=str(UUID(int=random.getrandbits(128), version=4)),
            ts=NOON_MS + number * 1000,
            visitor=f"v{number % 300}",
            props={f"p{n}": random.randbytes(120).hex() for n in range(20)},
        )
        for number in range(6000)
    ]
    stored: list[Stored] = []
    store = Storing.store

    def stored_so(self: Storing, part: Slice) -> Stored:
        stored.append(store(self, part))
        return stored[-1]

    monkeypatch.setattr(Storing, "store", stored_so)
    short_of_memory(importing, 70_000_000)
    summary = importing.import_events(large)
    assert (summary.stored.stored, summary.stored.known) == (6000, 0)
    assert sum(part.stored for part in stored) == 6000
    assert len(stored) > 1
    assert rows(importing.pipeline, "select count() as n, sum(length(props)) as props from events") == [
        {"n": 6000, "props": 120_000}
    ]
    assert rows(importing.pipeline, "select sum(page_views) as n, count() as sessions from sessions") == [
        {"n": 6000, "sessions": 300}
    ]


def test_sessions_may_be_divided_between_months_and_so_many_events_of_one(importing: Importing) -> None:
    april = 1_775_001_600  # 2026-04-01T00:00:00Z
    begun = [april - 2, april - 1, april, april + 1, april + 1, april + 1, april + 2, april + 3]
    sessions = [second << 32 for second in begun]
    importing.staging.create_part()
    part = importing.staging.names["part"]
    rows_of = (
        f"insert into {part} (session_id, ts) select arrayJoin({{ids:Array(UInt64)}}) as id, bitShiftRight(id, 32)"
    )
    importing.clickhouse.command(f"{rows_of} settings max_partitions_per_insert_block = 0", {"ids": sessions})
    importing.staging.set_aside()
    # Of April two events at a time, but the three of one session together.
    assert importing.staging.query("import_bounds", events=2) == [
        {"events": 2, "bounds": [second << 32 for second in (april - 2,)]},
        {"events": 6, "bounds": [second << 32 for second in (april, april + 1, april + 2)]},
    ]
    importing.staging.drop()


def test_months_of_few_events_are_summed_together() -> None:
    def bounds_of(*events: int) -> list[int]:
        return divided([{"events": few, "bounds": [100 * n]} for n, few in enumerate(events)], 3 * FEW_EVENTS)

    few = FEW_EVENTS - 1
    assert bounds_of(few, few, few, few, 1) == [0, 300]
    assert bounds_of(FEW_EVENTS, few, few, FEW_EVENTS, few) == [0, 100, 300, 400]
    assert bounds_of() == []
    full = [{"events": few, "bounds": [1, 2, 3]}, {"events": 1, "bounds": [4]}]
    assert divided(full, few // 3) == [1, 2, 3, 4]


class Unsummed(Staging):
    """Tables whose sums do not come about the first time."""

    left = 1

    def run(self, name: str, **params: Any) -> None:
        if name == "import_sums" and self.left:
            self.left -= 1
            raise StoreUnavailable("the connection was cut")
        super().run(name, **params)


@pytest.mark.parametrize("slice_rows", [10, 20], ids=["amid slices", "after the last"])
def test_slices_whose_sums_fail_are_counted_as_stored_and_summed_in_the_end(
    importing: Importing, monkeypatch: pytest.MonkeyPatch, slice_rows: int
) -> None:
    monkeypatch.setattr("collector.file_import.store.SLICE_ROWS", slice_rows)
    events = [event(ts=NOON_MS + number * HOUR, visitor=f"v{number}") for number in range(20)]
    staging = importing.staging = Unsummed(importing.clickhouse, secrets.token_hex(4))
    assert importing.import_events(events).stored == Stored(stored=20)
    assert not staging.left
    assert rows(importing.pipeline, "select sum(page_views) as n, count() as sessions from sessions") == [
        {"n": 20, "sessions": 20}
    ]


def test_less_is_done_at_once_where_memory_is_short() -> None:
    def work(most: int, code: int, at_once: int) -> None:
        tried.append(at_once)
        if at_once > most:
            raise StoreRefused(code, "refused")

    tried: list[int] = []
    assert within_memory(partial(work, 20_000, MEMORY_LIMIT), 100_000) == 12_500
    assert tried == [100_000, 50_000, 25_000, 12_500]
    for most, code, attempts in ((0, MEMORY_LIMIT, 6), (20_000, 62, 1)):
        tried.clear()
        with pytest.raises(StoreRefused):
            within_memory(partial(work, most, code), 100_000)
        assert len(tried) == attempts


def test_nothing_is_looked_up_while_the_loader_has_a_batch_under_way(importing: Importing) -> None:
    prepared = importing.folder / "spool" / "prepared"
    under_way = prepared / "batch"
    seen = []

    def finish(_: float) -> None:
        seen.append(rows(importing.pipeline, "select count() as n from events"))
        (under_way / "batch.json").unlink()
        under_way.rmdir()

    under_way.mkdir()
    (under_way / "batch.json").write_text('{"segments":[],"inserts":[],"moved":{},"records":0,"fresh":0}')
    storing = importing.storing()
    storing._sleep = finish
    importing.storing = lambda: storing  # type: ignore[method-assign]
    assert importing.import_events([event()]).stored.stored == 1
    assert seen == [[{"n": 0}]]


def test_the_tables_of_an_import_are_gone_at_its_end_and_those_of_a_cut_off_one_at_the_next(
    importing: Importing,
) -> None:
    importing.staging.create()
    importing.staging.create_part()
    importing.import_events([event()])
    tables = [row["name"] for row in rows(importing.pipeline, "show tables")]
    assert not [name for name in tables if name.startswith("import_")]


class Full(Staging):
    """Tables on a disk that is full when rows are to be finished."""

    def run(self, name: str, **params: Any) -> None:
        if name == "import_part":
            raise StoreRefused(NO_SPACE, "no space left on the disk")
        super().run(name, **params)


def test_an_import_that_fails_leaves_no_tables(importing: Importing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collector.file_import.run.PATIENCE_SECONDS", -1.0)
    importing.staging = Full(importing.clickhouse, secrets.token_hex(4))
    with pytest.raises(StoreRefused):
        importing.import_events([event()])
    assert rows(importing.pipeline, "select name from system.tables where name like 'import\\_%'") == []


@pytest.mark.parametrize("slices", [0, 1], ids=["while it is read", "while it is stored"])
def test_an_import_ends_before_the_disk_is_so_full_that_events_are_refused(
    importing: Importing, monkeypatch: pytest.MonkeyPatch, slices: int
) -> None:
    monkeypatch.setattr("collector.file_import.store.SLICE_ROWS", 1)
    storing = importing.storing()
    stored: list[Slice] = []
    store = storing.store

    def store_and_fill(part: Slice) -> Stored:
        result = store(part)
        stored.append(part)
        storing._min_free_bytes = 10**18
        return result

    if slices:
        storing.store = store_and_fill  # type: ignore[method-assign]
    else:
        storing._min_free_bytes = 10**18
    importing.storing = lambda: storing  # type: ignore[method-assign]
    with pytest.raises(StoringFailed, match="disk"):
        importing.import_events([event(ts=NOON_MS + day * 24 * HOUR) for day in range(3)])
    assert len(stored) == slices
    assert rows(importing.pipeline, "select name from system.tables where name like 'import\\_%'") == []
    importing.storing = Importing.storing.__get__(importing)  # type: ignore[method-assign]
    assert (
        importing.import_events([event(ts=NOON_MS + day * 24 * HOUR) for day in range(3)]).stored.stored == 3 - slices
    )


def test_an_import_waits_for_statements_that_one_before_it_left(importing: Importing) -> None:
    staging = importing.staging
    staging.create()
    assert not staging.busy()
    slow = f"select sleepEachRow(0.5) from numbers(6) where '{staging.names['rows']}' != '' settings max_block_size=1"
    left = threading.Thread(
        target=importing.clickhouse.query,
        args=(slow,),
    )
    left.start()
    waited: list[float] = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        time.sleep(seconds)

    wait_until(lambda: staging.busy() or not left.is_alive(), what="the sight of the statement")
    storing = importing.storing()
    storing._sleep = sleep
    storing.wait_for_rest()
    left.join()
    # The client of an engine in this process sends one statement at a time: there it waits for the other by itself.
    assert waited or isinstance(importing.clickhouse, EmbeddedClickHouse)


@given(
    lines=st.lists(st.sampled_from(['"a","b\nc"', "x,y", '"""",""', "é,ü", "", "a," + "z" * 50]), min_size=1),
    size=st.integers(1, 80),
    end=st.sampled_from(["", "\n", "\r\n"]),
)
@settings(max_examples=200, deadline=None)
def test_chunks_hold_whole_lines_whatever_their_size(lines: list[str], size: int, end: str) -> None:
    data = ("\n".join(lines) + end).encode()
    chunks = list(chunks_of(io.BytesIO(data), size, delimiter=","))
    assert b"".join(chunk.data for chunk in chunks) == data
    assert all(chunk.data.count(b'"') % 2 == 0 for chunk in chunks)
    before = 0
    for chunk in chunks:
        assert chunk.first_line == before + 1
        before += chunk.data.count(b"\n")
    plain = list(chunks_of(io.BytesIO(data), size))
    assert [line for chunk in plain for line in chunk.data.splitlines()] == data.splitlines()


def test_no_chunk_is_larger_than_the_memory_that_processes_share_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collector.file_import.lines.MAX_LINE", 50)
    random = Random(2)
    largest = 0
    for size in (1, 7, 40):
        for delimiter in (",", ""):
            data = bytes(random.choices(b'a"\n', (200, 3, 2), k=20_000))
            largest = max(
                largest,
                *(len(chunk.data) - 2 * size for chunk in chunks_of(io.BytesIO(data), size, delimiter=delimiter)),
            )
    assert 0 < largest <= 50


IN_PROCESSES = """
import io, json, sys
from datetime import UTC, datetime
from collector.file_import.lines import chunks_of
from collector.file_import.pieces import Work, piece_maker, pieces_of
work = Work("json", (), "", {}, bytes(32), bytes(32), datetime.now(UTC))
data = b"".join(b'{"bad": %d}\\n' % number + b"\\n" * (number % 7) for number in range(3000))
def chunks():
    return chunks_of(io.BytesIO(data), 500)
for made in (map(piece_maker(work), chunks()), pieces_of(chunks(), work)):
    print(json.dumps([[(item.line, item.text.decode()) for item in piece.refused] for piece in made]))
"""


def test_processes_make_the_pieces_that_one_makes_in_the_order_of_the_file() -> None:
    """In a process of its own: this one has loaded the engine, and must not fork."""
    done = subprocess.run([sys.executable, "-c", IN_PROCESSES], capture_output=True, text=True, check=True, cwd=ROOT)
    alone, beside = map(json.loads, done.stdout.splitlines())
    assert len(alone) > 50
    assert sum(map(len, alone)) == 3000
    assert alone == beside


def test_a_line_too_long_is_refused_and_the_next_is_read(tmp_path: Path) -> None:
    long = json.dumps(event(title="x" * 12_000_000)).encode()
    summary, refused = read_alone(
        tmp_path, b"\n".join([json.dumps(event()).encode(), long, json.dumps(event(ts=NOON_MS + 1)).encode()])
    )
    assert (summary.events, summary.refused, refused.reasons) == (2, 1, {"too_large": 1})
    assert json.loads(refused.path.read_text())["line"] == 2


@pytest.mark.parametrize(
    ("odd", "on", "expected"),
    [
        ('Tuyau 5" PVC', [10], []),
        ('"Tuyau 5 PVC', [10], [10]),
        ('"Tuyau 5 PVC', [10, 700], [10, 700]),
        ('"Tuyau 5 PVC', range(10, 2000, 3), range(10, 2000, 3)),
        ('5" PVC\t"x', range(10, 2000), []),
    ],
    ids=["amid a field", "before a field", "before two", "before many", "everywhere"],
)
@pytest.mark.parametrize("longest_field", [1_000_000, 5_000])
def test_a_quote_too_many_costs_its_line_and_no_other(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    odd: str,
    on: Sequence[int],
    expected: Sequence[int],
    longest_field: int,
) -> None:
    monkeypatch.setattr("collector.file_import.lines.MAX_LINE", 5_000)
    monkeypatch.setattr("collector.file_import.source.chunks_of", partial(chunks_of, size=10_000))
    request.addfinalizer(partial(csv.field_size_limit, csv.field_size_limit(longest_field)))
    lines = ["site\tname\turl\tts\tvisitor\ttitle\tform"]
    lines += [
        f"example.fr\tpageview\thttps://example.fr/\t{NOON_MS + n}\ta\t{odd if n in on else 'Guide'}\t"
        for n in range(2, 2002)
    ]
    summary, refused = read_alone(tmp_path, "\n".join(lines).encode(), "csv")
    told = [json.loads(line) for line in refused.path.read_text().splitlines()] if expected else []
    assert [entry["line"] for entry in told] == list(expected)
    assert summary.events == 2000 - len(expected)
    assert [entry["text"] for entry in told] == [lines[number - 1] for number in expected]


def test_csv_gives_the_rows_of_the_same_json(importing: Importing) -> None:
    events = varied_events(Random(5), 200)
    for item in events:
        del item["unknown"]
        # CSV readers leave NUL to themselves; a real file has none.
        item["url"] = item["url"].replace("\x00", "")
        item["user_agent"] = item["user_agent"].replace("\x00", "")
    text = io.StringIO()
    writer = csv.DictWriter(text, list(events[0]), delimiter=";")
    writer.writeheader()
    for item in events:
        writer.writerow(item | {"props": json.dumps(item["props"]) if item["props"] else ""})
    importing.import_bytes(("\ufeff" + text.getvalue()).encode(), "csv")
    by_csv = rows(importing.pipeline)
    clear(importing.pipeline)
    importing.import_events(events)
    assert len(by_csv) == 200
    assert by_csv == rows(importing.pipeline)


def test_csv_says_which_line_is_wrong() -> None:
    data = b'pageview,1\n"two\nlines",2\nonly\n\xff,3\nlast,4\n'
    names = ["name", "ts"]
    read = list(read_csv(Chunk(data, 2), names))
    assert [line for line, _, _ in read] == [2, 3, 5, 6, 7]
    assert all(isinstance(event, Refusal) for _, _, event in read)
    assert read[3][1] == b"\xff,3"


def test_a_record_of_csv_that_is_not_utf_8_costs_no_other() -> None:
    names = ["site", "name", "url", "ts", "visitor", "title"]

    def written(title: bytes) -> bytes:
        return b'example.fr,pageview,https://example.fr/,%d,a,"%s"\n' % (NOON_MS, title)

    data = written(b"Devis\nen ligne") + written(b"Caf\xe9\nfrais") + written("Café\nfrais".encode())
    read = list(read_csv(Chunk(data, 2), names))
    assert [(line, event.detail if isinstance(event, Refusal) else event.title) for line, _, event in read] == [
        (2, "Devis\nen ligne"),
        (4, "the line is not UTF-8"),
        (6, "Café\nfrais"),
    ]
    assert read[1][1] == written(b"Caf\xe9\nfrais").rstrip(b"\n")


def test_json_lines_are_numbered_as_they_stand() -> None:
    data = json.dumps(event()).encode()
    read = list(read_json_lines(Chunk(b"\n\n" + data + b"\r\n  \n" + data, 10)))
    assert [(line, isinstance(event, ImportedEvent)) for line, _, event in read] == [(12, True), (14, True)]


UUIDS = st.uuids().map(str)
IDENTIFIERS = (
    UUIDS
    | UUIDS.map(str.upper)
    | UUIDS.map(lambda text: text.replace("-", ""))
    | UUIDS.map(lambda text: f"{{{text}}}")
    | UUIDS.flatmap(
        lambda text: st.tuples(st.integers(0, 35), st.sampled_from(["", "-", "g", " ", "é", "0-"])).map(
            lambda change: text[: change[0]] + change[1] + text[change[0] + 1 :]
        )
    )
)
NAMES = st.sampled_from(["pageview", "", "-", "9", "é", "a b", "a\n", "x" * 64, "x" * 65])
TOLD = st.fixed_dictionaries({"name": NAMES}, optional={"id": IDENTIFIERS, "page": IDENTIFIERS, "scroll": st.just(101)})


@given(st.lists(TOLD, min_size=1, max_size=4))
def test_lines_read_together_say_what_each_says_alone(told: list[dict[str, Any]]) -> None:
    lines = [json.dumps(event(**fields)).encode() for fields in told]
    for (_, _, together), alone in zip(read_lines(1, lines), map(read_line, lines), strict=True):
        if isinstance(alone, ImportedEvent):
            assert isinstance(together, ImportedEvent)
            assert strict(together) == alone
            assert msgspec.json.encode(together) == msgspec.json.encode(alone)
        else:
            assert together == alone


def test_what_is_remembered_can_be_forgotten_at_any_time(importing: Importing, monkeypatch: pytest.MonkeyPatch) -> None:
    events = varied_events(Random(3), 300)
    importing.import_events(events)
    at_once = rows(importing.pipeline)
    clear(importing.pipeline)
    monkeypatch.setattr("collector.file_import.row.MOST_REMEMBERED", 3)
    monkeypatch.setattr("collector.file_import.row.MOST_PARTS", 5)
    monkeypatch.setattr("collector.file_import.source.chunks_of", partial(chunks_of, size=2000))
    importing.import_events(events)
    assert rows(importing.pipeline) == at_once


@given(st.lists(st.integers(0, 2**128 - 1) | st.integers(0, 5).map(lambda n: n << 64 | n), max_size=40), st.integers(0))
def test_a_set_of_ids_says_of_none_that_it_holds_it_unless_it_does(numbers: list[int], other: int) -> None:
    ids = set(numbers)
    written = b"".join((one >> 64).to_bytes(8, "little") + (one % 2**64).to_bytes(8, "little") for one in ids)
    counted = CountedIds(written)
    near = {one ^ (1 << other % 128) for one in ids}
    assert not [one for one in near | {other % 2**128} if one in counted and one not in ids]
    halves = Counter((one >> 64) ^ (one % 2**64) for one in ids)
    assert all(one in counted for one in ids if halves[(one >> 64) ^ (one % 2**64)] == 1)


@pytest.mark.parametrize("distinct", [1, 256, 257, 65_536, 65_537])
def test_a_column_of_so_many_distinct_texts_arrives(importing: Importing, distinct: int) -> None:
    texts = [f"é{number}" for number in range(distinct)]
    which = numpy.arange(distinct + 1, dtype="<u4") % distinct
    sent = block({"title": chosen(texts, which), "line": numbers("UInt64", numpy.arange(distinct + 1))}, distinct + 1)
    importing.staging.create()
    table = importing.staging.names["rows"]
    importing.clickhouse.insert_stream(f"{table} (title, line)", (part for part in [sent]), "Native")
    wrong = f"select countIf(title != concat('é', toString(line % {distinct}))) as wrong, count() as n from {table}"
    assert rows(importing.pipeline, wrong) == [{"wrong": 0, "n": distinct + 1}]
    importing.staging.drop()


def test_leads_of_a_file_are_made_once_it_is_read_and_those_of_now_at_once(importing: Importing) -> None:
    """Whatever the import is cut off by: it is the lock that ends."""
    pipeline = importing.pipeline
    at_work, ticks = True, 0.0
    loader = Loader(
        pipeline.folder / "spool",
        pipeline.clickhouse,
        clock=lambda: pipeline.now.timestamp(),
        ticks=lambda: ticks,
        importing=lambda: at_work,
    )

    def run_a_minute() -> list[str]:
        nonlocal ticks
        slept: list[float] = []
        loader.run(lambda: bool(slept), slept.append)
        ticks += 60
        return [row["form"] for row in pipeline.rows("select form from lead_events order by form")]

    def form(name: str, days: int) -> dict[str, Any]:
        common = {"site": "example.fr", "url": "https://example.fr/", "visitor": name, "user_agent": CHROME}
        return common | {"name": "form_submit", "form": name, "ts": NOON_MS - days * 24 * HOUR}

    importing.import_events(form(f"past-{number}", 5 + number) for number in range(3))
    assert run_a_minute() == []
    pipeline.send("form_submit", form="now")
    pipeline.spool.seal()
    assert run_a_minute() == ["now"]
    # What is of the last days is looked for once a minute, wherever it comes from.
    importing.import_events([form("today", 0)])
    assert run_a_minute() == ["now", "today"]
    at_work = False
    for _ in range(2):
        assert run_a_minute() == ["now", "past-0", "past-1", "past-2", "today"]
