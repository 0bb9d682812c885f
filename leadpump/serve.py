"""How gunicorn serves the product: the tag, the collector and the pages, on the public port."""

from __future__ import annotations

import asyncio
import os
import resource
from collections.abc import Callable
from typing import Any

from gunicorn.asgi.protocol import ASGIProtocol
from gunicorn.workers import gasgi

from leadpump import lifeline
from leadpump.settings import read_settings

SEND_SECONDS = 60.0
"""How long a reader may leave an answer lying: 48 kB of it at least have to go in that time."""
CONNECTIONS = 4000
"""Most that one worker holds open. Beyond it new ones are closed at once: a descriptor is kept for the spool."""

_settings = read_settings(os.environ)

bind = f"[{_settings.host}]:{_settings.port}" if ":" in _settings.host else f"{_settings.host}:{_settings.port}"
workers = _settings.workers
worker_class = "leadpump.serve.Worker"
limit_request_line = 8190  # the most that gunicorn takes: a filter may be a long path
asgi_lifespan = "off"
timeout = 60
graceful_timeout = 15
# Also how long a request's head may take: see Patience.
keepalive = 5
control_socket_disable = True
proc_name = "leadpump-web"
loglevel = "warning"
logger_class = "leadpump.server_log.ServerLog"
# The application itself decides which proxies may speak for a visitor.
forwarded_allow_ips = "*"
secure_scheme_headers: dict[str, str] = {}

_closing: list[Callable[[], None]] = []


class Patience(ASGIProtocol):
    """A connection that may not stay without asking for something.

    gunicorn bounds the wait for the second request of a connection (keepalive), not for the first: whoever trickled
    a head byte by byte would hold a descriptor for ever. Nor does it bound how long an answer waits for its reader.
    """

    _giving_up: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)  # type: ignore[no-untyped-call]
        if self.worker.nr_conns > connection_limit():
            transport.abort()
        else:
            self._arm_keepalive_timer()  # type: ignore[no-untyped-call]

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)  # type: ignore[no-untyped-call]

    def pause_writing(self) -> None:
        super().pause_writing()  # type: ignore[no-untyped-call]
        self._wait_for_reader()

    def resume_writing(self) -> None:
        self._stop_waiting()
        super().resume_writing()  # type: ignore[no-untyped-call]

    def _close_transport(self) -> None:
        super()._close_transport()  # type: ignore[no-untyped-call]
        # Closing waits until the rest of the answer is gone.
        self._wait_for_reader()

    def _wait_for_reader(self) -> None:
        self._stop_waiting()
        if self.transport is not None:
            self._giving_up = self.worker.loop.call_later(SEND_SECONDS, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None

    def _feed_callback_parser(self, data: bytes) -> bool:
        try:
            return bool(super()._feed_callback_parser(data))  # type: ignore[no-untyped-call]
        except ValueError:
            # A length of more digits than Python makes a number of.
            self._send_error_response(400, "Invalid request")  # type: ignore[no-untyped-call]
            self._close_transport()
            return False


class Worker(gasgi.ASGIWorker):
    """gunicorn's asgi worker with patience; it offers no other way to choose the protocol."""

    def init_process(self) -> None:
        vars(gasgi)["ASGIProtocol"] = Patience
        raise_descriptor_limit()
        super().init_process()  # type: ignore[no-untyped-call]


def raise_descriptor_limit() -> None:
    """Every connection is a descriptor; many systems allow 1,024 unless asked."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + 1000 if hard == resource.RLIM_INFINITY else min(hard, CONNECTIONS + 1000)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def connection_limit() -> int:
    """How many connections a worker may hold, with descriptors left for files and for ClickHouse."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return CONNECTIONS if soft == resource.RLIM_INFINITY else min(CONNECTIONS, max(soft - 200, 50))


def on_starting(server: Any) -> None:
    """Load everything once, before the fork: what the workers only read, they then share. Nothing is opened here."""
    import gc

    import leadpump.app  # noqa: F401
    from collector.user_agent import read_user_agent

    read_user_agent("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36")
    gc.freeze()


def when_ready(server: Any) -> None:
    """Stop with the supervisor, however it ends."""
    lifeline.hold_in_thread()


def create() -> Any:
    """The application, made in each worker after the fork."""
    from leadpump.app import create_front
    from leadpump.logs import start_logging

    start_logging("web", _settings.log_format)
    front = create_front(_settings)
    _closing.append(front.close)
    return front


def worker_exit(server: Any, worker: Any) -> None:
    """Seal what this worker wrote, so that it is loaded without waiting for the next start."""
    for close in _closing:
        close()
