"""What monitors see: /healthz, /readyz and /metrics."""

from __future__ import annotations

import json
import socket
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from uuid import uuid4

import pytest
from prometheus_client.parser import text_string_to_metric_families

from collector.loader_state import LoaderState, write_state
from collector.site import SITES
from collector.tally import Tally, read_tallies
from leadpump.app import create_pages, open_spool
from leadpump.check.folder import check_rights
from leadpump.condition import LOOK_SECONDS, PING_SECONDS, TALLIES, Observer, find_condition
from leadpump.exposition import exposition
from leadpump.pause import loader_at_rest
from leadpump.settings import Settings
from leadpump.setup import set_up
from tests.conftest import free_port, wait_until
from tests.product.conftest import Product

SITE = "toits-de-loire.example"
EVENT = {"site": SITE, "name": "pageview", "url": f"https://{SITE}/"}


def ask(product: Product, path: str, token: str | None = None) -> tuple[int, str]:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    try:
        with urllib.request.urlopen(urllib.request.Request(product.url + path, headers=headers), timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def metrics(product: Product) -> dict[str, float]:
    """Every sample by its name and labels, read by Prometheus's own parser."""
    status, text = ask(product, "/metrics", (product.data / "metrics.token").read_text())
    assert status == 200
    return samples(text)


def samples(text: str) -> dict[str, float]:
    return {
        sample.name + "".join(f"[{value}]" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_metrics_count_what_was_sent_over_all_workers(shared_product: Product) -> None:
    product = shared_product
    before = metrics(product)
    for _ in range(20):
        assert product.post([EVENT | {"id": str(uuid4())} for _ in range(3)])[0] == 202
    assert product.post([EVENT, EVENT | {"site": "unknown.fr"}])[0] == 202
    assert product.post(b"no JSON")[0] == 400

    def grown(name: str) -> float:
        found = metrics(product)
        return found.get(name, 0) - before.get(name, 0)

    for name, number in {
        "events_accepted_total": 61,
        "events_refused_total[not_json]": 1,
        "events_refused_total[unknown_site]": 1,
        "requests_total[202]": 21,
        "requests_total[400]": 1,
    }.items():
        wait_until(lambda name=name, number=number: grown(f"leadpump_{name}") == number, 20, f"{name} = {number}")
    wait_until(lambda: grown("leadpump_inserted_rows_total[events]") == 61, 30, "the count of rows")
    found = metrics(product)
    assert found["leadpump_insert_seconds_count"] >= 1
    assert found["leadpump_insert_seconds_bucket[+Inf]"] == found["leadpump_insert_seconds_count"]
    assert 0 < found["leadpump_insert_seconds_sum"] < 60
    up = ("leadpump_web_workers_up", "leadpump_loader_up", "leadpump_clickhouse_up", "leadpump_backup_running")
    assert [found[name] for name in up] == [2, 1, 1, 0]
    assert found["leadpump_disk_free_bytes"] > found["leadpump_disk_min_free_bytes"] > 0


def test_a_worker_that_is_killed_takes_no_counts_back(shared_product: Product) -> None:
    product = shared_product
    before = metrics(product)["leadpump_events_accepted_total"]
    assert product.post(EVENT)[0] == 202
    wait_until(lambda: metrics(product)["leadpump_events_accepted_total"] == before + 1, 20, "the count")
    for worker in product.workers("web"):
        worker.kill()
    wait_until(lambda: ask(product, "/healthz")[0] == 200, 30, "new workers")
    assert metrics(product)["leadpump_events_accepted_total"] == before + 1


@pytest.mark.parametrize("token", [None, "", "guess", "é"])
def test_metrics_are_for_whoever_has_the_token(shared_product: Product, token: str | None) -> None:
    status, text = ask(shared_product, "/metrics", token and token.encode().decode("latin-1"))
    assert status == 401
    assert "leadpump_" not in text
    assert (shared_product.data / "metrics.token").stat().st_mode & 0o077 == 0


def test_anybody_learns_that_it_can_accept_and_nothing_else(shared_product: Product) -> None:
    assert ask(shared_product, "/healthz") == (200, "ok\n")
    wait_until(lambda: json.loads(ask(shared_product, "/readyz")[1])["degraded"] == [], 20, "all to be well")
    status, text = ask(shared_product, "/readyz")
    assert (status, json.loads(text)) == (200, {"ready": True, "reason": "", "degraded": []})


def test_a_silent_clickhouse_holds_up_one_who_asks_and_not_all(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"clickhouse://leadpump:x@127.0.0.1:{silent.getsockname()[1]}/leadpump"
        settings = Settings(data=tmp_path / "data", clickhouse=address)
        set_up(settings)
        (settings.data / "spool").mkdir(exist_ok=True)
        observer = Observer(settings)
        assert observer.condition().degraded() == ["clickhouse_away", "loader_stopped"]
        time.sleep(LOOK_SECONDS)
        looking = threading.Thread(target=observer.condition)
        looking.start()
        wait_until(observer._lock.locked, what="the look")
        started = time.monotonic()
        assert not observer.condition().clickhouse_up
        assert time.monotonic() - started < PING_SECONDS / 2
        assert looking.is_alive()
        looking.join()


def test_without_clickhouse_it_is_ready_and_says_what_is_missing(tmp_path: Path) -> None:
    address = f"clickhouse://leadpump:x@127.0.0.1:{free_port()}/leadpump"
    product = Product(tmp_path / "data", LEADPUMP_CLICKHOUSE=address)
    product.start()
    assert product.post(EVENT)[0] == 202
    status, text = ask(product, "/readyz")
    assert (status, json.loads(text)["degraded"]) == (200, ["clickhouse_away"])
    found = metrics(product)
    assert (found["leadpump_clickhouse_up"], found["leadpump_spool_segments"]) == (0, 1)
    assert product.stop() == 0


def folder(tmp_path: Path, min_free_mb: int = 0, spool_limit_mb: int = 2048) -> Settings:
    data = tmp_path / "data"
    settings = Settings(data=data, engine_port=free_port(), min_free_mb=min_free_mb, spool_limit_mb=spool_limit_mb)
    set_up(settings)
    return settings


def test_each_thing_that_is_not_as_it_should_be_has_a_word(tmp_path: Path) -> None:
    settings = folder(tmp_path, min_free_mb=0, spool_limit_mb=1)
    spool, now = settings.data / "spool", time.time()
    assert find_condition(settings, now).degraded() == ["clickhouse_away", "loader_stopped"]
    tally = Tally(settings.data / TALLIES, "loader")
    (spool / f"{time.time_ns() - 100 * 10**9:020d}-00.ready").write_bytes(b"x" * 600_000)
    write_state(spool, LoaderState(at=now, rejected=2))
    found = find_condition(settings, now)
    assert found.degraded() == ["clickhouse_away", "loader_behind", "records_set_aside", "spool_filling"]
    assert 99 < found.waiting.oldest_sealed < 160
    late = Observer(settings, lambda: now).waiting_since()
    assert late is not None
    assert 99 < now - late.timestamp() < 160
    write_state(spool, LoaderState(at=now, since=now, reason="refused", code=49, known=False, tries=3))
    assert find_condition(settings, now).degraded()[:2] == ["clickhouse_away", "clickhouse_refuses"]
    write_state(spool, LoaderState(at=now, rejected=2))
    with loader_at_rest(settings.data / "run"):
        assert find_condition(settings, now).degraded() == [
            "backup_running",
            "clickhouse_away",
            "records_set_aside",
            "spool_filling",
        ]
    (settings.data / SITES).write_text("[{")
    assert "sites_unreadable" in find_condition(settings, now).degraded()
    assert [one.about for one in check_rights(settings.data) if one.about == "sites"] == ["sites"]
    assert not found.full
    (spool / f"{time.time_ns():020d}-01.open").write_bytes(b"x" * 600_000)
    assert find_condition(settings, now).full
    tally.close()


def test_a_loader_that_fell_silent_is_told_from_one_that_works(tmp_path: Path) -> None:
    settings = folder(tmp_path)
    tally = Tally(settings.data / TALLIES, "loader")
    assert "loader_stopped" not in find_condition(settings, time.time()).degraded()
    assert "loader_stopped" in find_condition(settings, time.time() + 60).degraded()
    tally.close()


def test_a_full_disk_makes_it_unready_with_the_word_that_senders_get(tmp_path: Path) -> None:
    settings = folder(tmp_path, min_free_mb=10_000_000)
    spool = open_spool(settings)
    answer = create_pages(settings, spool).test_client().get("/readyz")
    spool.close()
    assert answer.status_code == 503
    assert answer.json is not None
    assert (answer.json["ready"], answer.json["reason"]) == (False, "storage_full")
    assert "disk_nearly_full" in answer.json["degraded"]


def test_the_values_of_labels_cannot_add_lines(tmp_path: Path) -> None:
    settings = folder(tmp_path)
    tally = Tally(settings.data / TALLIES, "web")
    tally.add("refused", 'a"} 1\nleadpump_evil 1\n\\')
    tally.write()
    found = samples(exposition(find_condition(settings, time.time()), "1"))
    assert found['leadpump_events_refused_total[a"} 1\nleadpump_evil 1\n\\]'] == 1
    assert "leadpump_evil" not in found
    tally.close()


def test_a_count_goes_on_where_the_process_before_left_it(tmp_path: Path) -> None:
    first, second = Tally(tmp_path, "web"), Tally(tmp_path, "web")
    for tally in (first, second):
        tally.add("accepted", "", 5)
        tally.close()
    third = Tally(tmp_path, "web")
    third.add("accepted", "", 1)
    third.close()
    assert sorted(path.name for path in tmp_path.glob("*.json")) == ["web-0.json", "web-1.json"]
    assert read_tallies(tmp_path, time.time()).counts["accepted", ""] == 11
