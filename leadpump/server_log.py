"""gunicorn's own log in the format of ours, without what it would quote of a request."""

from __future__ import annotations

import os
from typing import Any

from gunicorn.glogging import Logger

from leadpump.logs import start_logging

QUOTES_A_REQUEST = ("Invalid request", "Error handling request", "Error handling connection", "Error handling HTTP/2")
"""Beginnings of messages that carry the request line, a header, or the sender's address."""
UNREADABLE = "a request could not be read"


class ServerLog(Logger):
    """gunicorn's logger; its lines go through the root logger."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)  # type: ignore[no-untyped-call]
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        start_logging(cfg.proc_name.removeprefix("leadpump-"), os.environ.get("LEADPUMP_LOG_FORMAT", "text"))

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        super().warning(*plain(msg, args), **kwargs)  # type: ignore[no-untyped-call]

    def error(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        super().error(*plain(msg, args), **kwargs)  # type: ignore[no-untyped-call]

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        super().exception(*plain(msg, args), **kwargs)  # type: ignore[no-untyped-call]


def plain(message: Any, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """A message and its arguments, or what stands for one that quotes a request."""
    return (UNREADABLE,) if str(message).startswith(QUOTES_A_REQUEST) else (message, *arguments)
