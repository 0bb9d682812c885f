"""How gunicorn serves the product: the tag, the collector and the pages, on the public port."""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Callable
from typing import Any

from leadpump import lifeline
from leadpump.settings import read_settings

SILENCE_SECONDS = 15

_settings = read_settings(os.environ)

bind = f"[{_settings.host}]:{_settings.port}" if ":" in _settings.host else f"{_settings.host}:{_settings.port}"
workers = _settings.workers
worker_class = "gthread"
threads = _settings.threads
timeout = 60
graceful_timeout = 15
keepalive = 5
control_socket_disable = True
proc_name = "leadpump-web"
loglevel = "warning"
# The application itself decides which proxies may speak for a visitor.
forwarded_allow_ips = "*"
secure_scheme_headers: dict[str, str] = {}

_closing: list[Callable[[], None]] = []


def when_ready(server: Any) -> None:
    """Stop with the supervisor, however it ends; let no silent connection hold a thread."""
    lifeline.hold_in_thread()
    patience = struct.pack("ll", SILENCE_SECONDS, 0)
    for listener in server.LISTENERS:
        # Connections take the listening socket's time limit over; gunicorn's threads have none of their own.
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, patience)


def create() -> Any:
    """The application, made in each worker after the fork."""
    from leadpump.app import create_app
    from leadpump.logs import start_logging

    start_logging("web")
    app = create_app(_settings)
    _closing.append(app.extensions["leadpump-close"])
    return app


def worker_exit(server: Any, worker: Any) -> None:
    """Seal what this worker wrote, so that it is loaded without waiting for the next start."""
    for close in _closing:
        close()
