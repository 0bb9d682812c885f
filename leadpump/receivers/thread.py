"""The courier's thread in the loader's process: there is one loader, so there is one courier."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from leadpump.clickhouse import ClickHouse
from leadpump.rounds import wait_for_rows
from leadpump.settings import Settings


def start_courier(settings: Settings, stop: threading.Event) -> threading.Thread:
    """Tell receivers from now on, in a thread of its own: the loader waits for nobody."""
    thread = threading.Thread(target=_run, args=(settings, stop), name="courier", daemon=True)
    thread.start()
    return thread


def _run(settings: Settings, stop: threading.Event) -> None:
    if not wait_for_rows(settings.data, "receivers", stop):
        return
    # Only whoever has receivers pays for what reads their records and opens their boxes: 20 MB.
    from leadpump.identity import open_identity
    from leadpump.internet.asking import Asker
    from leadpump.receivers.courier import Courier
    from leadpump.records.records import open_receivers

    with open_receivers(settings.data) as receivers:
        clickhouse = ClickHouse(settings.clickhouse_address())
        key = open_identity(settings).person
        courier = Courier(
            receivers,
            clickhouse.query,
            key,
            Asker(),
            lambda: datetime.now(UTC),
            mail=settings.mail(),
            public=settings.address,
        )
        courier.run(stop)
