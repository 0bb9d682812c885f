"""The postman's thread in the loader's process: there is one loader, so there is one postman."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from leadpump.outbox.address import MailServer
from leadpump.rounds import wait_for_rows
from leadpump.settings import Settings


def start_postman(settings: Settings, stop: threading.Event) -> threading.Thread | None:
    """Send digests from now on, in a thread of its own; None where no mail server is set."""
    server = settings.mail()
    if server is None:
        return None
    thread = threading.Thread(target=_run, args=(settings, server, stop), name="postman", daemon=True)
    thread.start()
    return thread


def _run(settings: Settings, server: MailServer, stop: threading.Event) -> None:
    if not wait_for_rows(settings.data, "digests", stop):
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
