"""202 means stored, once and whole, whatever goes wrong meanwhile. The long version is benchmarks/oracle.py."""

from __future__ import annotations

import time
from pathlib import Path

from collector.loader_state import read_state
from tests.conftest import wait_until
from tests.product.conftest import Product
from tests.product.oracle import FAULTS, REFUSALS, SITE, Driver, Field, damaged_ids, describe, field_of_faults, find_out

SECONDS = 1.0
PAUSE = 0.02
"""Of each sender between two events, or most of what the processor does here would be to take page views."""


def test_nothing_acknowledged_is_lost_doubled_or_altered_by_any_fault(tmp_path: Path) -> None:
    with field_of_faults(tmp_path) as (field, has_small_disk):
        with Driver(field.product, pause=PAUSE) as driver:
            for name, fault in FAULTS.items():
                if name == "the spool's disk full" and not has_small_disk:
                    continue
                before = len(driver.acknowledged)
                fault(field, SECONDS)
                wait_until(lambda: loads_again(field), 60, f"loading after {name}")
                print(f"{name}: {len(driver.acknowledged) - before} acknowledged")
        findings = find_out(field.product, driver)
        print(describe(findings), dict(driver.answers))
        assert findings.acknowledged > 500
        assert findings.acknowledged_leads > 100
        assert field.proxy.injured.keys() >= {"silent", "cut", "cut leads", *REFUSALS}
        assert findings.are_good(field.destroyed), findings
        assert findings.lost == field.destroyed == damaged_ids(field)


def loads_again(field: Field) -> bool:
    """Whether the loader has done its work since the fault: it waits longer after each one, and starts afresh then."""
    state = read_state(field.spool)
    return state is not None and not state.reason and state.records > 0


def test_the_engine_of_our_own_may_be_killed_too(tmp_path: Path) -> None:
    product = Product(tmp_path / "data", LEADPUMP_RATE_PER_ADDRESS="0")
    product.start()
    with Driver(product) as driver:
        for kill_master in (False, True, False):
            time.sleep(1)
            for process in product.processes("engine") if kill_master else product.workers("engine"):
                process.kill()
        wait_until(lambda: len(driver.acknowledged) > 100, 60, "a hundred acknowledgements")
    findings = find_out(product, driver)
    assert findings.are_good(), findings
    assert product.stop() == 0


def test_a_full_spool_refuses_and_accepts_again(tmp_path: Path) -> None:
    """Without a file system of its own: the limit of the spool in place of the end of the disk."""
    with field_of_faults(tmp_path, LEADPUMP_SPOOL_LIMIT_MB="1") as (field, _):
        field.proxy.set("away")
        title = "x" * 500
        batch = [{"site": SITE, "name": "fill", "url": f"https://{SITE}/", "title": title} for _ in range(100)]
        answers = []
        while 503 not in answers:
            answers.append(field.product.post(batch)[0])
            assert len(answers) < 500
        assert set(answers) == {202, 503}
        accepted = answers.count(202) * 100
        field.proxy.set("pass")
        with Driver(field.product) as driver:
            wait_until(lambda: len(driver.acknowledged) > 20, 90, "room in the spool")
        findings = find_out(field.product, driver)
        assert findings.are_good(), findings
        assert field.product.sql("select count() as n from events where name = 'fill'") == [{"n": accepted}]
