"""A backup that was made under traffic gives the same reports when it is put back: nothing lost, nothing twice."""

from __future__ import annotations

import json
import shutil
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from leadpump.backup.archive import BadBackup, refuse_path
from leadpump.records import open_records
from tests.conftest import EngineProcess, wait_until
from tests.product.conftest import Product
from tests.product.oracle import SITE, Driver

REPORTS = ("overview", "bounce_rate", "session_time", "magnet_conversion", "channel_attribution", "attribution")
TABLES = ("events", "event_ids", "lead_events", "costs", "metrics")


def signed_in(product: Product) -> str:
    """The cookie of somebody who may see every site."""
    with open_records(product.data) as records:
        name = f"reader-{uuid4().hex[:8]}"
        records.add_account(name, is_owner=True)
        (account,) = [account for account in records.list_accounts() if account.login == name]
        token = records.choose_password(account, "moulin-vent-cerise-42")
        assert isinstance(token, str)
        return f"leadpump_sign_in={token}"


def reports_of(product: Product, first: str, last: str) -> dict[str, Any]:
    cookie = signed_in(product)
    found = {}
    for report in REPORTS:
        address = f"{product.url}/sites/{SITE}/{report}.json?from={first}&to={last}"
        with urllib.request.urlopen(urllib.request.Request(address, headers={"Cookie": cookie}), timeout=60) as answer:
            found[report] = json.loads(answer.read(), object_hook=without_score)
    return found


def without_score(told: dict[str, Any]) -> dict[str, Any]:
    """Leads are scored anew every ten minutes, and at a start: what was restored may be ahead."""
    return {name: value for name, value in told.items() if name not in ("mean_score", "total_score")}


def contents(product: Product) -> dict[str, Any]:
    """Rows and a checksum of every row, whatever their order, by table."""
    return {
        table: product.sql(f"select count() as n, groupBitXor(cityHash64(*)) as sum from {table}")[0]
        for table in TABLES
    }


@pytest.fixture(scope="module")
def hot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A product with a week of the demo, a backup made of it under traffic, and what was known then."""
    folder = tmp_path_factory.mktemp("hot")
    product = Product(folder / "data")
    product.start()
    filled = product.give("demo", "--days", "7", "--seed", "3")
    assert filled.returncode == 0, filled.stderr
    product.settle()
    file = folder / "backup.zip"
    with Driver(product) as driver:
        wait_until(lambda: len(driver.acknowledged) > 100, 60, "traffic")
        before = dict(driver.acknowledged)
        done = product.command("backup", str(file))
        assert done.returncode == 0, done.stderr
        during = len(driver.acknowledged)
    assert during > len(before), "accepting goes on while a backup is made"
    today = datetime.now(UTC).date()
    first, last = str(today - timedelta(days=6)), str(today - timedelta(days=2))
    known = {
        "file": file,
        "before": before,
        "sent": set(driver.sent),
        "days": (first, last),
        "reports": reports_of(product, first, last),
        "password": product.password(),
        "output": done.stdout,
        "product": product,
    }
    assert product.stop() == 0
    yield known


def test_a_backup_under_traffic_gives_the_same_reports_and_every_event_once(
    hot: dict[str, Any], tmp_path: Path
) -> None:
    restored = Product(tmp_path / "data")
    done = restored.command("restore", str(hot["file"]))
    assert done.returncode == 0, done.stderr
    with open_records(restored.data) as records:
        assert records.people.deeds_of(None, 0, 1)[0][0].what == "restore"
    restored.start()
    assert "Password " not in restored.output, "the accounts came along"
    restored.settle()
    rows = restored.sql(
        "select toString(id) as id, path, count() as n from events "
        f"where name in ('pageview', 'form_submit') and match(path, '^/[0-3]/[0-9]+$') and site = '{SITE}' "
        "group by id, path"
    )
    stored = {row["id"]: row["path"] for row in rows}
    assert {row["n"] for row in rows} == {1}
    assert hot["before"].items() <= stored.items()
    assert stored.keys() <= hot["sent"]
    assert reports_of(restored, *hot["days"]) == hot["reports"]
    # What was counted before the backup is still known: a sender that repeats it is not counted again.
    id_, path = next(iter(hot["before"].items()))
    again = {"site": SITE, "name": "pageview", "id": id_, "url": f"https://{SITE}{path}"}
    fresh = again | {"id": str(uuid4()), "name": "fresh"}
    assert restored.post([again, fresh])[0] == 202
    wait_until(lambda: restored.sql("select count() as n from events where name = 'fresh'") == [{"n": 1}], 30, "it")
    assert restored.sql(f"select count() as n from events where id = '{id_}'") == [{"n": 1}]

    # The same while it is stopped, and now everything can be compared.
    restored.settle()
    expected = contents(restored), reports_of(restored, *hot["days"])
    assert restored.stop() == 0
    cold = restored.give("backup", str(tmp_path))
    assert cold.returncode == 0, cold.stderr
    (file,) = tmp_path.glob("leadpump-*.zip")
    second = Product(tmp_path / "second")
    assert second.give("restore", str(file)).returncode == 0
    second.start()
    assert (contents(second), reports_of(second, *hot["days"])) == expected
    assert second.stop() == 0


def test_a_backup_can_be_put_onto_a_server(hot: dict[str, Any], engine: EngineProcess, tmp_path: Path) -> None:
    address = f"clickhouse://leadpump:token-of-the-tests@127.0.0.1:{engine.port}/moved_{uuid4().hex[:6]}"
    moved = Product(tmp_path / "data", LEADPUMP_CLICKHOUSE=address)
    assert moved.give("restore", str(hot["file"])).returncode == 0
    (row,) = moved.sql("select count() as n, uniqExact(id) as ids from events")
    assert row["n"] == row["ids"] > 1000
    assert not (tmp_path / "data" / "clickhouse").exists()
    shutil.rmtree(tmp_path / "data")
    again = moved.give("restore", str(hot["file"]))
    assert again.returncode == 1
    assert "holds rows already" in again.stderr


@dataclass(frozen=True)
class Half:
    """What was sent and stored by half, and two backups of it."""

    event: dict[str, str]
    while_tried: Path
    with_damage: Path


@pytest.fixture(scope="module")
def half(tmp_path_factory: pytest.TempPathFactory) -> Half:
    """A product whose loader tries a batch for ever, for the ids of its events are refused, whatever they are."""
    folder = tmp_path_factory.mktemp("half")
    product = Product(folder / "data")
    product.start()
    product.sql("alter table event_ids add constraint never check 0")
    event = {"site": SITE, "name": "pageview", "id": str(uuid4()), "url": f"https://{SITE}/half"}
    assert product.post(event)[0] == 202
    wait_until(lambda: product.sql(HALF) == [{"n": 1, "ids": 1}], 60, "the event without its id")
    (batch,) = (product.data / "spool" / "prepared").iterdir()
    made = Half(event, folder / "tried.zip", folder / "damaged.zip")
    assert product.give("backup", str(made.while_tried)).returncode == 0
    assert product.stop() == 0
    # Nobody has seen it yet: the backup is the first to find it.
    (batch / "batch.json").write_bytes(b"")
    assert product.give("backup", str(made.with_damage)).returncode == 0
    return made


HALF = "select count() as n, uniqExact(id) as ids from events where path = '/half'"


@pytest.mark.parametrize("backup", ["while_tried", "with_damage"])
def test_a_backup_is_made_while_a_batch_is_refused_and_its_half_does_not_count_twice(
    half: Half, tmp_path: Path, backup: str
) -> None:
    restored = Product(tmp_path / "restored")
    assert restored.give("restore", str(getattr(half, backup))).returncode == 0
    restored.start()
    assert restored.post(half.event | {"id": str(uuid4()), "url": f"https://{SITE}/whole"})[0] == 202
    ask_whole = "select count() as n from events where path = '/whole'"
    wait_until(lambda: restored.sql(ask_whole) == [{"n": 1}], 60, "a new event")
    assert restored.sql(HALF) == [{"n": 1, "ids": 1}]
    assert restored.stop() == 0


def test_the_file_is_its_owners_alone_and_holds_no_visitor_key(hot: dict[str, Any]) -> None:
    assert hot["file"].stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(hot["file"]) as archive:
        names = set(archive.namelist())
    assert {"records.sqlite3", "visitor.key", "session.key", "sql.token", "manifest.json"} <= names
    assert any(name.startswith("tables/event_ids/") for name in names)
    assert not [name for name in names if name.startswith(("salts", "run", "tmp", "clickhouse")) or ".lock" in name]
    assert not list(hot["file"].parent.glob(".*.part"))


def test_backups_are_listed_for_whoever_must_erase_somebody_from_them(hot: dict[str, Any]) -> None:
    listed = hot["product"].give("backup", "--list").stdout
    assert str(hot["file"]) in listed
    assert "events: " in hot["output"]
    assert "left out" not in hot["output"], "no table of Leadpump's own is told as one of the owner's"


def test_a_used_folder_an_existing_file_and_a_damaged_backup_are_refused(hot: dict[str, Any], tmp_path: Path) -> None:
    product: Product = hot["product"]
    used = product.give("restore", str(hot["file"]))
    assert (used.returncode, "is not empty" in used.stderr) == (1, True)
    assert product.give("restore", "--check", str(hot["file"])).returncode == 0
    exists = product.give("backup", str(hot["file"]))
    assert (exists.returncode, "exists already" in exists.stderr) == (1, True)

    damaged = tmp_path / "damaged.zip"
    content = bytearray(hot["file"].read_bytes())
    content[len(content) // 3] ^= 0xFF
    damaged.write_bytes(content)
    empty = Product(tmp_path / "data")
    refused = empty.give("restore", str(damaged))
    assert (refused.returncode, "damaged" in refused.stderr) == (1, True)
    assert not (tmp_path / "data").exists()
    damaged.write_bytes(content[: len(content) // 2])
    cut = empty.give("restore", str(damaged))
    assert (cut.returncode, "not a whole one" in cut.stderr) == (1, True)


def test_the_product_does_not_start_on_half_of_a_restored_backup(tmp_path: Path) -> None:
    product = Product(tmp_path / "data")
    (tmp_path / "data" / ".restoring").mkdir(parents=True)
    product.start(wait=False)
    assert product.process is not None
    assert product.process.wait(60) == 1
    wait_until(lambda: "half of a restored backup" in product.output, 5, "the refusal")


def test_no_part_of_a_backup_leads_out_of_the_folder() -> None:
    for name in ("/etc/passwd", "../x", "a/../../x", "", "a\\b", "a\0b"):
        with pytest.raises(BadBackup):
            refuse_path(name)
