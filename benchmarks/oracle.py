"""The oracle for long: every fault in random order, over and over, and what came of it.

    .venv/bin/python -m benchmarks.oracle [minutes] [seed]

Ends with 1 if anything that was acknowledged is missing, doubled or altered. As root, the spool has a small disk of
its own that is filled; without, that fault is left out.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from tests.product.oracle import FAULTS, Driver, damaged_ids, describe, field_of_faults, find_out

LENGTHS = (1.0, 3.0, 8.0, 20.0)
LONG = {"ClickHouse away": 60.0, "ClickHouse silent": 75.0}
"""The client's own time limit is 60 s."""


def main() -> int:
    """Run for some minutes and print the table."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 10
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else time.time_ns() % 1_000_000
    print(f"seed {seed}, {minutes:g} minutes", flush=True)
    rng = Random(seed)
    runs: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    acknowledged: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder, field_of_faults(Path(folder)) as (field, has_small_disk):
        faults = {name: fault for name, fault in FAULTS.items() if has_small_disk or name != "the spool's disk full"}
        end = time.monotonic() + minutes * 60
        with Driver(field.product) as driver:
            waiting = list(LONG)
            while time.monotonic() < end:
                name = waiting.pop() if waiting and minutes > 4 else rng.choice(sorted(faults))
                length = LONG[name] if name in LONG and not runs[name] and minutes > 4 else rng.choice(LENGTHS)
                before, started = len(driver.acknowledged), time.monotonic()
                faults[name](field, length)
                time.sleep(rng.uniform(0, 2))
                runs[name] += 1
                seconds[name] += round(time.monotonic() - started)
                acknowledged[name] += len(driver.acknowledged) - before
        findings = find_out(field.product, driver)
        accounted = damaged_ids(field)
    print(f"{'fault':32}{'times':>6}{'seconds':>9}{'acknowledged meanwhile':>24}")
    for name in faults:
        print(f"{name:32}{runs[name]:6}{seconds[name]:9}{acknowledged[name]:24,}")
    print(f"answers {dict(driver.answers)}")
    print(f"found   {describe(findings)}, destroyed on purpose and set aside {len(accounted)}")
    good = findings.are_good(field.destroyed) and findings.lost == accounted == field.destroyed
    print("GOOD" if good else f"BAD {findings}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
