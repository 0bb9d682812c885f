"""The loader's process: brings the schema up to date, then loads what the workers spooled."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from collector.loader import only_loader
from collector.migrate import migrate
from collector.preparing import preparing
from collector.retention import Retention, keep
from collector.store import StoreRefused, StoreUnavailable
from collector.summary import sum_all_again
from collector.tally import Tally
from collector.visitor import Salts
from leadpump import lifeline
from leadpump.clickhouse import ClickHouse
from leadpump.condition import TALLIES
from leadpump.digests.thread import start_postman
from leadpump.loader import loader_of
from leadpump.logs import start_logging
from leadpump.measured import MeasuredClickHouse
from leadpump.pause import Pause
from leadpump.receivers.thread import start_courier
from leadpump.settings import read_settings

log = logging.getLogger(__name__)

COURIER_SECONDS = 11
"""How long a message that is on its way may take to end, and an e-mail after it; the supervisor waits for both."""


def main() -> int:
    """Run until SIGTERM."""
    settings = read_settings(os.environ)
    start_logging("loader", settings.log_format)
    lifeline.hold_in_thread()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with only_loader(settings.data / "spool") as alone:
        if not alone:
            log.error("another loader works on %s", settings.data / "spool")
            return 1
        tally = Tally(settings.data / TALLIES, "loader")
        clickhouse = MeasuredClickHouse(settings.clickhouse_address(), tally)
        loader = loader_of(settings, clickhouse)
        salts = Salts(settings.data / "salts")
        pause = Pause(settings.data / "run")
        courier = start_courier(settings, stop)
        postman = start_postman(settings, stop)
        while not stop.is_set():
            pause.wait_for_end(stop.is_set, stop.wait)
            with pause.loading() as free:
                if free:
                    update_schema(clickhouse, settings.retention, stop)
                    if not bring_summaries_up(clickhouse, settings.data / "spool", stop):
                        loader.sum_again_soon()
                    loader.run(
                        lambda: stop.is_set() or pause.is_asked(),
                        stop.wait,
                        lambda: salts.destroy_old(datetime.now(UTC).date()),
                    )
        courier.join(COURIER_SECONDS)
        if postman is not None:
            postman.join(COURIER_SECONDS)
        tally.close()
    return 0


def update_schema(clickhouse: ClickHouse, retention: Retention, stop: threading.Event) -> None:
    """Bring the schema, and the times for which it keeps rows, up to date.

    Waits for ClickHouse as long as it takes; it needs a moment to start itself.
    """
    wait = 0.1
    while not stop.is_set():
        try:
            clickhouse.create_database()
            for name in migrate(clickhouse):
                log.info("schema: applied %s", name)
            for table in keep(clickhouse, retention):
                log.info("%s now keeps its rows for %d months", table, retention.by_table()[table])
        except (StoreUnavailable, StoreRefused) as error:
            if wait > 1:
                log.warning("ClickHouse is not ready, trying again in %.1f s: %s", wait, error)
            stop.wait(wait)
            wait = min(wait * 2, 30)
            continue
        return


def bring_summaries_up(clickhouse: ClickHouse, spool: Path, stop: threading.Event) -> bool:
    """Sum the sessions that are not summed as their events say: after an upgrade, a restore, an import cut off. Whether
    ClickHouse could.
    """
    try:
        days = sum_all_again(clickhouse, tell=tell_of_summing, stopped=stop.is_set, alone=lambda: preparing(spool))
        if days:
            log.info("the sessions of %d days were summed", days)
    except (StoreUnavailable, StoreRefused) as error:
        log.error(
            "sessions are not summed as their events say, trying again soon: the reports may miss some: %s", error
        )
        return False
    return True


def tell_of_summing(done: int, days: int) -> None:
    """Say what goes on where it takes long."""
    if done % 100 == 0 and days > 100:
        log.info("summing sessions: %d of %d days", done, days)


if __name__ == "__main__":
    sys.exit(main())
