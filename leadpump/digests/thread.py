"""The postman's thread in the loader's process: there is one loader, so there is one postman."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from leadpump.digests.address import MailServer
from leadpump.settings import Settings

FILE = "records.sqlite3"
LOOK_SECONDS = 5.0


def start_postman(settings: Settings, stop: threading.Event) -> threading.Thread | None:
    """Send digests from now on, in a thread of its own; None where no mail server is set."""
    server = settings.mail()
    if server is None:
        return None
    thread = threading.Thread(target=_run, args=(settings, server, stop), name="postman", daemon=True)
    thread.start()
    return thread


def _run(settings: Settings, server: MailServer, stop: threading.Event) -> None:
    while not has_digests(settings.data / FILE):
        if stop.wait(LOOK_SECONDS):
            return
    # Only whoever sends digests pays for what makes reports and their sentences.
    from leadpump.condition import Observer
    from leadpump.digests.postman import Postman
    from leadpump.reading import create_query
    from leadpump.records.records import open_digests

    with open_digests(settings.data) as digests:
        query = create_query(settings)
        waiting_since = Observer(settings).waiting_since
        Postman(digests, query, server, settings.address, lambda: datetime.now(UTC), waiting_since).run(stop)


def has_digests(file: Path) -> bool:
    """Whether anybody gets one; False too where there are no records, or they cannot be read now."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as db:
            return db.execute("select 1 from digests limit 1").fetchone() is not None
    except sqlite3.Error:
        return False
