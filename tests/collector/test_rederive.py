"""Stored events under the rules of now: the right answer whatever stops the work, and no event lost or doubled."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from collector.channel import VERSION, derive
from collector.migrate import migrate
from collector.own_rule import Condition, OwnRule
from collector.rederive import MOST_ARRIVALS, MOST_BYTES, Change, Rederiver, arrival_of, in_statements, slices
from collector.site import KnownSite
from collector.variety import OTHER
from leadpump.clickhouse import ClickHouse
from tests.collector.conftest import Pipeline
from tests.conftest import ROOT, TOKEN, EngineProcess, wait_until

SITE = KnownSite(name="example.fr", hosts=("example.fr",))
FAIR = OwnRule("Salons & foires 'd’été' \\", (Condition("medium", "is", "qr"),))

QUERIES = (
    "", "utm_source=salon&utm_medium=qr", "utm_source=flyer&utm_medium=QR&utm_campaign=%27%5C%09%C3%A9", "gclid=1",
    "ref=annuaire", "utm_source=brevo&utm_medium=email", "fbclid=2", "utm_source=" + "é" * 200,
)  # fmt: skip
REFERRERS = (
    "", "https://www.google.fr/search?q=x", "https://blog.partner.fr/a/b", "android-app://com.google.android.gm/",
    "https://example.fr/other", "https://checkout.stripe.com/pay", "https://t.co/x",
)  # fmt: skip


def send_everything(pipeline: Pipeline) -> int:
    events = [
        {"site": "example.fr", "name": name, "url": f"https://www.example.fr/p?{query}", "referrer": referrer}
        for query in QUERIES
        for referrer in REFERRERS
        for name in ("pageview", "engagement")
    ]
    for start in range(0, len(events), 100):
        assert pipeline.post(events[start : start + 100]).status_code == 202
    assert pipeline.send(site="other.fr", url="https://other.fr/?utm_source=salon&utm_medium=qr").status_code == 202
    pipeline.load()
    return len(events) + 1


DERIVED = "source, medium, channel, channel_rules, opens_touch"
EVERYTHING = "select * from events order by id"


def spoil(pipeline: Pipeline) -> None:
    """As rules of long ago would have left them."""
    pipeline.clickhouse.command(
        "alter table events"
        " update source = 'x', medium = 'y', channel = 'z', channel_rules = 1, opens_touch = not opens_touch"
        " where rand() % 3 settings mutations_sync = 1"
    )


def test_spoiled_history_comes_out_as_it_was_taken_in(pipeline: Pipeline) -> None:
    sent = send_everything(pipeline)
    before = pipeline.rows(EVERYTHING)
    assert len(before) == sent
    spoil(pipeline)
    assert pipeline.rows(EVERYTHING) != before
    # The other site's few arrivals are looked at in as many slices as a month of millions of arrivals is.
    Rederiver(pipeline.clickhouse).rederive(SITE)
    Rederiver(pipeline.clickhouse, slice_arrivals=1).rederive(KnownSite(name="other.fr", hosts=("other.fr",)))
    assert pipeline.rows(EVERYTHING) == before


def test_a_second_time_changes_and_writes_nothing(pipeline: Pipeline) -> None:
    send_everything(pipeline)
    spoil(pipeline)
    told: list[tuple[int, int]] = []
    first = Rederiver(pipeline.clickhouse).rederive(SITE, lambda done, all_: told.append((done, all_)))
    assert first.changed > 0
    assert told == [(0, 1), (1, 1)]
    statements = pipeline.rows("select count() as n from system.mutations where database = currentDatabase()")
    again = Rederiver(pipeline.clickhouse).rederive(SITE)
    assert (again.changed, again.events) == (0, 112)
    assert pipeline.rows("select count() as n from system.mutations where database = currentDatabase()") == statements


def test_a_sites_new_rule_reaches_its_history_and_no_other_sites(pipeline: Pipeline) -> None:
    send_everything(pipeline)
    kept = "select * except (channel) from events order by id"
    before = pipeline.rows(kept)
    counted = Rederiver(pipeline.clickhouse).rederive(
        KnownSite(name="example.fr", hosts=SITE.hosts, channel_rules=(FAIR,))
    )
    assert counted.changed == 2 * 2 * len(REFERRERS)
    assert pipeline.clickhouse.query(
        "select site, count() as n from events where channel = {channel:String} group by site",
        {"channel": FAIR.channel},
    ) == [{"site": "example.fr", "n": counted.changed}]
    assert pipeline.rows(kept) == before, "a rule changes the channel alone"
    Rederiver(pipeline.clickhouse).rederive(SITE)
    assert pipeline.rows("select count() as n from events where startsWith(channel, 'Salons')") == [{"n": 0}]


def test_a_host_that_became_the_sites_opens_no_touch_any_more(pipeline: Pipeline) -> None:
    pipeline.send(referrer="https://blog.partner.fr/a")
    pipeline.load()
    ask = f"select referrer, {DERIVED} from events"
    (before,) = pipeline.rows(ask)
    assert (before["channel"], before["opens_touch"]) == ("Referral", True)
    Rederiver(pipeline.clickhouse).rederive(KnownSite(name="example.fr", hosts=("example.fr", "partner.fr")))
    (after,) = pipeline.rows(ask)
    assert (after["channel"], after["source"], after["opens_touch"]) == ("Direct", "(direct)", False)
    Rederiver(pipeline.clickhouse).rederive(SITE)
    assert pipeline.rows(ask) == [before], "what was found is kept, so the way back is open"


def test_what_was_too_various_stays_so(pipeline: Pipeline) -> None:
    pipeline.send(url="https://example.fr/?ref=annuaire-4711")
    pipeline.send(url="https://example.fr/?utm_campaign=x&utm_source=y")
    pipeline.load()
    pipeline.clickhouse.command(
        f"alter table events update source = '{OTHER}', channel = 'z' where named_source != ''"
        " settings mutations_sync = 1"
    )
    pipeline.clickhouse.command(
        f"alter table events update utm_source = '{OTHER}', channel = 'z', channel_rules = 1 where named_source = ''"
        " settings mutations_sync = 1"
    )
    Rederiver(pipeline.clickhouse).rederive(SITE)
    assert pipeline.rows("select source, channel, channel_rules as rules from events order by named_source") == [
        {"source": "y", "channel": "z", "rules": 1},  # what it was derived from is gone
        {"source": OTHER, "channel": "Referral", "rules": VERSION},
    ]


def test_a_row_is_read_back_as_the_arrival_it_was() -> None:
    row: dict[str, Any] = {
        "hostname": "example.fr", "referrer_app": 1, "referrer_host": "com.google.android.gm", "utm_source": "",
        "utm_medium": "", "utm_campaign": "", "named_source": "", "click_id": "", "internal": False,
    }  # fmt: skip
    assert derive(arrival_of(row), SITE.hosts, ()).source == "Gmail"


def test_statements_are_bounded_in_number_and_size() -> None:
    row = {
        "hostname": "", "referrer_app": 0, "referrer_host": "", "utm_source": "é" * 200, "utm_medium": "ü" * 200,
        "utm_campaign": "", "named_source": "", "click_id": "", "internal": False,
    }  # fmt: skip
    long = derive(arrival_of(row), (), ())
    short = derive(arrival_of(row | {"utm_source": "x", "utm_medium": "y"}), (), ())
    changes = [Change(f"{n:032x}", derived) for derived in (long, short) for n in range(3000)]
    parts = list(in_statements(changes))
    assert [change for part in parts for change in part] == changes
    assert all(len(part) <= MOST_ARRIVALS for part in parts)
    assert all(sum(change.size for change in part) <= MOST_BYTES for part in parts)


@pytest.mark.parametrize(("at_least", "number"), [(0, 1), (1, 16), (15, 16), (16, 256), (255, 256), (256, 4096)])
def test_slices_are_whole_and_do_not_overlap(at_least: int, number: int) -> None:
    hashes = [f"{n:04X}" for n in range(0x10000)]
    parts = slices(at_least)
    assert len(set(parts)) == len(parts) == number
    assert (
        sum(1 for hash_ in hashes for part in parts[:16] if hash_.startswith(part))
        == min(16, number) * 0x10000 // number
    )


# kill -9


@pytest.fixture
def own_engine(tmp_path: Path) -> Iterator[EngineProcess]:
    """An engine that may be killed."""
    engine = EngineProcess(tmp_path / "engine")
    engine.start()
    yield engine
    engine.stop()


RUN = """
import sys
from collector.own_rule import Condition, OwnRule
from collector.rederive import Rederiver
from collector.site import KnownSite
from leadpump.clickhouse import Address, ClickHouse
store = ClickHouse(Address("127.0.0.1", int(sys.argv[1]), "leadpump", sys.argv[2], "kill"))
rules = (OwnRule("Salons", (Condition("medium", "is", "qr"),)),)
print("begins", flush=True)
Rederiver(store).rederive(KnownSite(name="example.fr", hosts=("example.fr",), channel_rules=rules))
print("done", flush=True)
"""
FILL = """
insert into events (
    site, session_id, ts, id, name, hostname, utm_source, utm_medium, source, medium, channel, channel_rules
)
select
    'example.fr', bitShiftLeft(toUInt64(1772323200 + number), 32), toDateTime64(1772323200 + number, 3, 'UTC'),
    generateUUIDv4(), 'pageview', 'example.fr', concat('s', toString(number % 9000)), ['qr', 'cpc', ''][number % 3 + 1],
    'old', 'old', 'old', 1
from numbers(90000)
"""


def run(engine: EngineProcess) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", RUN, str(engine.port), TOKEN],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def kill_engine(engine: EngineProcess) -> None:
    """The engine's master and its worker, at once."""
    assert engine.process is not None
    master = psutil.Process(engine.process.pid)
    for process in [master, *master.children(recursive=True)]:
        process.send_signal(signal.SIGKILL)
    engine.process.wait(20)


def test_kill_9_in_the_middle_of_it_and_again_gives_the_right_answer(own_engine: EngineProcess) -> None:
    store = ClickHouse(own_engine.address("kill"))
    store.create_database()
    migrate(store)
    store.command(FILL)
    whole = (
        "select count() as n, uniqExact(id) as ids, groupBitXor(cityHash64(id, ts, utm_source, session_id)) as sum"
        " from events"
    )
    before = store.query(whole)

    def written() -> int:
        (row,) = store.query("select countIf(channel != 'old') as n from events")
        return int(row["n"])

    def something_new(seen: int, process: subprocess.Popen[str]) -> Callable[[], bool]:
        return lambda: written() > seen or process.poll() is not None

    for engine_too in (False, True, False):
        process = run(own_engine)
        assert process.stdout is not None
        assert process.stdout.readline() == "begins\n"
        wait_until(something_new(written(), process), 120, "some of it")
        process.kill()
        process.wait(20)
        process.stdout.close()
        if engine_too:
            kill_engine(own_engine)
            own_engine.start()
        assert store.query(whole) == before
    assert written() > 0
    process = run(own_engine)
    output, _ = process.communicate(timeout=240)
    assert output == "begins\ndone\n"
    assert store.query(whole) == before
    assert store.query(
        "select channel, medium, count() as n from events group by channel, medium order by channel"
    ) == [
        {"channel": "Paid Other", "medium": "cpc", "n": 30_000},
        {"channel": "Referral", "medium": "referral", "n": 30_000},
        {"channel": "Salons", "medium": "qr", "n": 30_000},
    ]
    assert store.query("select uniqExact(channel_rules) as n, min(opens_touch) as all_open from events") == [
        {"n": 1, "all_open": True}
    ]


def test_events_that_come_meanwhile_are_neither_lost_nor_doubled(pipeline: Pipeline) -> None:
    send_everything(pipeline)
    spoil(pipeline)
    sent: list[str] = []
    stop = threading.Event()

    def traffic() -> None:
        while not stop.is_set():
            id_ = f"00000000-0000-4000-8000-{len(sent):012d}"
            assert (
                pipeline.send(
                    id=id_, url=f"https://example.fr/?utm_source=salon{len(sent) % 7}&utm_medium=qr"
                ).status_code
                == 202
            )
            sent.append(id_)
            pipeline.load()

    thread = threading.Thread(target=traffic)
    thread.start()
    try:
        rules = KnownSite(name="example.fr", hosts=SITE.hosts, channel_rules=(FAIR,))
        for _ in range(3):
            Rederiver(pipeline.clickhouse).rederive(rules)
    finally:
        stop.set()
        thread.join(60)
    Rederiver(pipeline.clickhouse).rederive(rules)
    assert pipeline.rows("select count() as n, uniqExact(id) as ids from events") == [
        {"n": len(sent) + 113, "ids": len(sent) + 113}
    ]
    (row,) = pipeline.rows(
        "select countIf(medium = 'qr') as qr, countIf(startsWith(channel, 'Salons')) as own"
        " from events where site = 'example.fr'"
    )
    assert row["qr"] == row["own"] > len(sent) > 0
