"""What works in rounds in a thread beside the loader, once the records hold something to work on."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

FILE = "records.sqlite3"
"""The records, read without what reads them otherwise: most installations have nothing to work on."""
LOOK_SECONDS = 5.0
AWAY_SECONDS, FAULT_SECONDS = 30.0, 60.0


def keep_working(
    work: Callable[[Callable[[], bool]], None],
    stop: threading.Event,
    *,
    every: float,
    away: tuple[type[Exception], ...],
    log: logging.Logger,
    about: str,
) -> None:
    """Do a round every so many seconds until told to stop; whatever goes wrong, go on.

    away: what is raised while ClickHouse cannot answer. about: whom it tells.
    """
    wait = every
    while not stop.wait(wait):
        try:
            work(stop.is_set)
            wait = every
        except away as error:
            log.info("ClickHouse cannot say now what %s are to be told: %s", about, error)
            wait = AWAY_SECONDS
        except Exception:
            log.exception("telling %s failed; trying again in a minute", about)
            wait = FAULT_SECONDS


def wait_for_rows(data: Path, table: str, stop: threading.Event) -> bool:
    """Wait until a table of the records has a row; False when told to stop before."""
    while not has_rows(data / FILE, table):
        if stop.wait(LOOK_SECONDS):
            return False
    return True


def has_rows(file: Path, table: str) -> bool:
    """Whether there is one; False too where there are no records, or they cannot be read now."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as db:
            return db.execute(f"select 1 from {table} limit 1").fetchone() is not None  # noqa: S608
    except sqlite3.Error:
        return False
