"""How gunicorn serves the engine: one worker, for chDB lets one process open its folder, and many threads."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from leadpump import lifeline
from leadpump.engine.database import DEFAULT_MEMORY_MB, Database
from leadpump.engine.http import create_engine

bind = f"127.0.0.1:{os.environ.get('LEADPUMP_ENGINE_PORT', '8124')}"
workers = 1
worker_class = "gthread"
threads = 12
timeout = 120
graceful_timeout = 20
keepalive = 75
limit_request_line = 0  # parameters ride in the address; they may be long
control_socket_disable = True
proc_name = "leadpump-engine"
loglevel = "warning"
logger_class = "leadpump.server_log.ServerLog"

_opened: list[Database] = []


def when_ready(server: Any) -> None:
    """Stop with the supervisor, however it ends."""
    lifeline.hold_in_thread()


def create() -> Any:
    """The engine, opened in the worker: chDB must not be loaded before the fork."""
    data = Path(os.environ["LEADPUMP_DATA"])
    # chDB writes inserts through TMPDIR: keep them on the disk of the data.
    os.environ["TMPDIR"] = str(data / "tmp")
    memory = int(os.environ.get("LEADPUMP_ENGINE_MEMORY_MB", str(DEFAULT_MEMORY_MB)))
    database = Database(data / "clickhouse", memory_mb=memory)
    _opened.append(database)
    return create_engine(database, (data / "sql.token").read_text().strip())


def worker_exit(server: Any, worker: Any) -> None:
    """Close chDB in order."""
    for database in _opened:
        database.close()
