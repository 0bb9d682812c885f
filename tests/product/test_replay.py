"""`leadpump replay` and `leadpump rejected`, beside the running product."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from leadpump.command.replay import wait_for
from tests.conftest import wait_until
from tests.product.conftest import Product

SITE = "toits-de-loire.example"


def send(product: Product, path: str) -> str:
    id_ = str(uuid4())
    event = {"site": SITE, "name": "pageview", "id": id_, "url": f"https://{SITE}{path}"}
    assert product.post(event)[0] == 202
    return id_


def wait_for_rows(product: Product, count: int) -> None:
    ask = f"select count() as n from events where site = '{SITE}' and path like '/replay%'"
    wait_until(lambda: product.sql(ask) == [{"n": count}], 40, f"{count} rows")


def list_of(product: Product) -> list[str]:
    return product.give("rejected", "list").stdout.splitlines()


def test_replay_brings_back_what_the_table_lost(shared_product: Product) -> None:
    product = shared_product
    for number in range(20):
        send(product, f"/replay/{number}")
    wait_for_rows(product, 20)
    product.settle()
    done = product.command("replay")
    assert (done.returncode, "None was missing." in done.stdout) == (0, True), done
    product.sql("truncate table events")
    wait_for_rows(product, 0)
    done = product.give("replay", "--since", "2020-01-01")
    assert "were missing and are stored again." in done.stdout, done
    wait_for_rows(product, 20)
    done = product.give("replay", "--until", "2020-01-01")
    assert "Nothing is kept of that time" in done.stdout


def test_a_damaged_file_among_the_rejected_is_named_and_can_be_dropped(shared_product: Product) -> None:
    product = shared_product
    (product.data / "spool" / "rejected").mkdir(exist_ok=True)
    (product.data / "spool" / "rejected" / "row-0123.json").write_text('{"kind":"row","at":"2026-1')
    done = product.give("rejected", "list")
    assert (done.returncode, done.stdout.startswith("row-0123  its file is damaged")) == (0, True), done
    assert "its file is damaged" in product.give("rejected", "show", "row-0123").stderr
    assert product.give("rejected", "retry", "--all").stdout == "0 handed to the loader, 1 left as they are.\n"
    assert product.give("rejected", "drop", "row-0123", "--yes").stdout == "1 removed.\n"


def test_a_replay_whose_results_are_cleared_does_not_wait_for_ever(tmp_path: Path) -> None:
    (tmp_path / "replay").mkdir()
    waiting = {"a.ready"}
    assert wait_for(waiting, tmp_path, offset=100) == []


def test_what_was_refused_is_listed_shown_tried_again_and_dropped(shared_product: Product) -> None:
    product = shared_product
    assert product.give("rejected", "list").stdout == "Nothing was set aside.\n"
    product.sql("alter table events add constraint picky check path != '/refused'")
    refused = [send(product, "/refused") for _ in range(2)]
    kept = send(product, "/replay/kept")
    ask = f"select count() as n from events where id = '{kept}'"
    wait_until(lambda: product.sql(ask) == [{"n": 1}], 40, "the neighbour's row")
    # The two may lie in other segments than their neighbour, and be tried later.
    wait_until(lambda: len(list_of(product)) == 2, 60, "both refused rows set aside")
    listed = list_of(product)
    assert all("row of events" in line and "Constraint" in line for line in listed)
    names = [line.split()[0] for line in listed]
    shown = product.give("rejected", "show", names[0]).stdout
    assert any(id_ in shown for id_ in refused)
    assert product.give("rejected", "drop", names[0], "--yes").stdout == "1 removed.\n"
    product.sql("alter table events drop constraint picky")
    assert product.give("rejected", "retry", "--all").stdout == "1 handed to the loader, 0 left as they are.\n"
    ask = "select count() as n from events where path = '/refused'"
    wait_until(lambda: product.sql(ask) == [{"n": 1}], 40, "the row that was refused")
    assert product.give("rejected", "list").stdout == "Nothing was set aside.\n"
    missing = product.give("rejected", "show", "../../records")
    assert (missing.returncode, "nothing of the name" in missing.stderr) == (1, True)
