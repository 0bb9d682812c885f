"""ClickHouse as the loader uses it, with a stop watch: /metrics shows how long inserts take and how many fail."""

from __future__ import annotations

import time

from collector.store import StoreRefused, StoreUnavailable
from collector.tally import Tally
from leadpump.clickhouse import ClickHouse
from leadpump.clickhouse_address import Address

BOUNDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Of the histogram, in seconds."""


class MeasuredClickHouse(ClickHouse):
    """Counts what is inserted, how long it takes, and which errors it meets (code 0: no answer)."""

    def __init__(self, address: Address, tally: Tally) -> None:
        super().__init__(address)
        self._tally = tally

    def insert_lines(self, table: str, lines: bytes, token: str) -> None:
        started = time.perf_counter()
        try:
            super().insert_lines(table, lines, token)
        except StoreRefused as error:
            self._tally.add("insert_failures", str(error.code))
            raise
        except StoreUnavailable:
            self._tally.add("insert_failures", "0")
            raise
        self._note(table, lines.count(b"\n"), time.perf_counter() - started)

    def _note(self, table: str, rows: int, seconds: float) -> None:
        self._tally.add("inserted_rows", table, rows)
        self._tally.add("insert_seconds_sum", "", seconds)
        self._tally.add("insert_seconds_count")
        for bound in BOUNDS:
            if seconds <= bound:
                self._tally.add("insert_seconds_bucket", str(bound))
