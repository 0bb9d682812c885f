"""The courier's thread in the loader's process: there is one loader, so there is one courier."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from leadpump.clickhouse import ClickHouse
from leadpump.settings import Settings

FILE = "records.sqlite3"
LOOK_SECONDS = 5.0


def start_courier(settings: Settings, stop: threading.Event) -> threading.Thread:
    """Tell receivers from now on, in a thread of its own: the loader waits for nobody."""
    thread = threading.Thread(target=_run, args=(settings, stop), name="courier", daemon=True)
    thread.start()
    return thread


def _run(settings: Settings, stop: threading.Event) -> None:
    while not has_receivers(settings.data / FILE):
        if stop.wait(LOOK_SECONDS):
            return
    # Only whoever has receivers pays for what reads their records and opens their boxes: 20 MB.
    from leadpump.identity import open_identity
    from leadpump.internet.asking import Asker
    from leadpump.receivers.courier import Courier
    from leadpump.records.records import open_receivers

    with open_receivers(settings.data) as receivers:
        clickhouse = ClickHouse(settings.clickhouse_address())
        key = open_identity(settings).person
        Courier(receivers, clickhouse.query, key, Asker(), lambda: datetime.now(UTC)).run(stop)


def has_receivers(file: Path) -> bool:
    """Whether anybody is to be told; False too where there are no records, or they cannot be read now."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as db:
            return db.execute("select 1 from receivers limit 1").fetchone() is not None
    except sqlite3.Error:
        return False
