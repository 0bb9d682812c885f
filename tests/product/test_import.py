"""`leadpump import events` beside the running product: formats, refusals, and whatever is killed in between."""

from __future__ import annotations

import gzip
import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from benchmarks.history import SITES, lines
from tests.conftest import ROOT, wait_until
from tests.product.conftest import LEADPUMP, Product

EVENTS = 12_000


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One product for the module; each test imports events of its own."""
    product = Product(tmp_path_factory.mktemp("import") / "data")
    product.start()
    for site in SITES:
        assert product.give("site", "add", site).returncode == 0
    yield product
    assert product.stop() == 0


def other_ids(text: str, seed: int) -> str:
    """The same events as those of another time and with other ids."""
    events = [json.loads(line) for line in text.splitlines()]
    made = {event["id"]: str(UUID(int=Random(f"{seed}{event['id']}").getrandbits(128), version=4)) for event in events}
    for event in events:
        event["id"] = made[event["id"]]
        event["page"] = made.get(event["page"], event["page"])
        event["ts"] += seed * 86_400_000
    return "".join(json.dumps(event) + "\n" for event in events)


def ids_of(text: str) -> list[str]:
    return sorted(json.loads(line)["id"] for line in text.splitlines())


def stored_ids(product: Product, text: str) -> list[str]:
    """Which of the ids are in events, as often as they are there."""
    wanted = set(ids_of(text))
    rows = product.sql("select toString(id) as id from events where via = 'import'")
    return sorted(row["id"] for row in rows if row["id"] in wanted)


def tables_left(product: Product) -> list[str]:
    return [row["name"] for row in product.sql("show tables") if row["name"].startswith("import_")]


def test_whatever_is_killed_a_repeated_command_stores_every_event_once(product: Product, tmp_path: Path) -> None:
    text = "".join(lines(EVENTS))
    file = tmp_path / "history.jsonl"
    file.write_text(text)
    random = Random(1)
    for attempt in range(6):
        process = subprocess.Popen(
            [LEADPUMP, "import", "events", str(file)],
            env=product.environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(random.uniform(1, 6))
        if attempt % 2:
            for worker in product.workers("engine"):
                worker.kill()
            wait_until(lambda: product.sql_or_none("select 1"), 120, "the engine's return")
        process.kill()
        process.wait()
    done = product.command("import", "events", str(file))
    assert done.returncode == 0, done.stderr
    product.settle()
    assert stored_ids(product, text) == ids_of(text)
    assert tables_left(product) == []
    again = product.command("import", "events", str(file))
    assert again.returncode == 0
    assert f"counted before: {EVENTS:,}" in again.stdout


def test_the_engine_may_die_while_the_command_goes_on(product: Product, tmp_path: Path) -> None:
    text = other_ids("".join(lines(3000)), 1)
    file = tmp_path / "history.jsonl"
    file.write_text(text)
    process = subprocess.Popen(
        [LEADPUMP, "import", "events", str(file)], env=product.environment, cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    wait_until(lambda: tables_left(product), 60, "the tables of the import")
    for worker in product.workers("engine"):
        worker.kill()
    _, said = process.communicate(timeout=240)
    # Killed while it read, the command says so; later, it waits for the engine and ends well.
    assert process.returncode == 0 or "Give the same command again" in said, said
    if process.returncode:
        wait_until(lambda: product.command("import", "events", str(file)).returncode == 0, 120, "the repeated import")
    assert stored_ids(product, text) == ids_of(text)


def test_every_kind_of_file_is_read(product: Product, tmp_path: Path) -> None:
    text = "".join(lines(60))
    packed = tmp_path / "a.jsonl.gz"
    packed.write_bytes(gzip.compress(other_ids(text, 2).encode()))
    table = tmp_path / "b.parquet"
    plain = tmp_path / "b.jsonl"
    plain.write_text(other_ids(text, 3))
    zstd = tmp_path / "c.jsonl.zst"
    (tmp_path / "c.jsonl").write_text(other_ids(text, 4))
    convert(
        plain,
        table,
        "select * replace (fromUnixTimestamp64Milli(ts) as ts) from file({file:String}, JSONEachRow)",
        "Parquet",
    )
    convert(tmp_path / "c.jsonl", zstd, "select * from file({file:String}, LineAsString)", "LineAsString")
    done = product.command("import", "events", *map(str, (packed, table, zstd)))
    assert done.returncode == 0, done.stderr
    product.settle()
    for seed in (2, 3, 4):
        same = other_ids(text, seed)
        assert stored_ids(product, same) == ids_of(same), f"the events of file {seed}"
    typed = subprocess.run(
        [LEADPUMP, "import", "events", "-"],
        input=other_ids(text, 5).encode(),
        env=product.environment,
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    assert b"stored: 60" in typed.stdout


def convert(source: Path, target: Path, select: str, form: str) -> None:
    """Write a file in a format of ClickHouse's, by chDB in a process of its own."""
    sql = select.replace("{file:String}", f"'{source}'") + f" into outfile '{target}' format {form}"
    subprocess.run(
        [LEADPUMP.with_name("python"), "-c", "import chdb, sys; chdb.query(sys.argv[1])", sql], check=True, cwd=ROOT
    )


def test_bad_lines_are_written_beside_the_file_and_the_exit_code_says_so(product: Product, tmp_path: Path) -> None:
    good = next(iter(lines(1)))
    file = tmp_path / "mixed.jsonl"
    foreign = json.dumps(json.loads(good) | {"site": "nowhere.example"})
    file.write_text(f"{other_ids(good, 6)}not json\n{foreign}\n")
    before = product.sql("select count() as n from events")
    dry = product.give("import", "events", "--dry-run", str(file))
    assert dry.returncode == 3
    assert "nothing was stored" in dry.stdout
    assert product.sql("select count() as n from events") == before
    done = product.command("import", "events", str(file))
    assert done.returncode == 3
    assert "stored: 1" in done.stdout
    assert "not_json: 1, the first on line 2" in done.stdout
    beside = tmp_path / "mixed.jsonl.refused.jsonl"
    assert [(entry["line"], entry["reason"]) for entry in map(json.loads, beside.read_text().splitlines())] == [
        (2, "not_json"),
        (3, "unknown_site"),
    ]
    assert beside.stat().st_mode & 0o077 == 0
    file.write_text(other_ids(good, 6))
    assert product.give("import", "events", str(file)).returncode == 0
    assert not beside.exists()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.txt", b"", "does not say what it is"),
        ("a.csv", b"site,name\n", "lacks url, visitor, ts"),
        ("a.jsonl.gz", gzip.compress(b"x" * 9999)[:-9], "cut off or damaged"),
        ("a.parquet", b"no parquet", "it cannot be read"),
    ],
    ids=["unknown", "header", "cut off", "no table"],
)
def test_a_file_that_cannot_be_read_is_told_in_words(
    product: Product, tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(content)
    done = product.give("import", "events", str(tmp_path / name))
    assert done.returncode == 1
    assert says in done.stderr


def test_a_file_that_is_not_there(product: Product, tmp_path: Path) -> None:
    assert "No such file" in product.give("import", "events", str(tmp_path / "none.jsonl")).stderr
