"""Pages that nobody wants to see, over the records of a product: what breaks there does not break here by itself."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, abort
from werkzeug.serving import make_server

from collector.spool import SpoolFull
from leadpump.records import open_records
from reports.query import DatabaseShortOfMemory, DatabaseUnavailable
from tests.conftest import free_port
from tests.pages.conftest import build_app


def fail(how: str, site: str = "") -> str:  # noqa: ARG001 - which site it is says the frame
    """Break in that way, or answer with that status."""
    if how.isdecimal() and how != "500":
        abort(int(how))
    raise {
        "500": ZeroDivisionError(),
        "full": SpoolFull("less than 500 MB are free"),
        "away": DatabaseUnavailable("connection refused"),
        "short": DatabaseShortOfMemory("MEMORY_LIMIT_EXCEEDED"),
    }[how]


def add_mishaps(app: Flask) -> None:
    """Addresses that break, within the frame of a site and outside."""
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    app.logger.disabled = True
    app.add_url_rule("/mishap/<how>", "mishap", fail)
    app.add_url_rule("/sites/<site>/mishap/<how>", "mishap_of_site", fail)


@contextmanager
def mishaps(data: Path, site: str) -> Iterator[list[str]]:
    """The addresses, on a port of their own; who is logged in at the product is so here too, for both are localhost."""
    port = free_port()
    home = f"http://localhost:{port}"
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with open_records(data) as records:
        app = build_app(records, home)
        add_mishaps(app)
        server = make_server("localhost", port, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield [
                *(
                    f"{home}/sites/{site}/mishap/{how}"
                    for how in ("400", "403", "404", "415", "500", "full", "away", "short")
                ),
                *(f"{home}/mishap/{how}" for how in ("403", "404", "500")),
            ]
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
