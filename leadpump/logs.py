"""One line of log for each thing that happens, in English, without personal data; as text, or as JSON for machines.

What visitors send never belongs into a log. Should some of it get there inside another's message, it cannot start a
line, colour a terminal or pass for something else, and what looks like a mail or network address is masked.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import re
import sqlite3
import sys
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from leadpump.terminal import escape

FORMATS = ("text", "json")
LONGEST = 1000
"""Characters of a message; the rest is cut."""
MAIL = re.compile(r"[^\s@<>\"'(),;:=/]{1,64}(?:@|%40)[\w.-]{1,255}")
IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\d)")
IPV6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f:]{2,39}(?:%\w+)?(?![\w:])")


class TextLine(logging.Formatter):
    """2026-11-24 13:04:10 loader WARNING message"""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC)
        line = f"{moment:%Y-%m-%d %H:%M:%S} {self._process} {record.levelname} {message_of(record)}"
        error = error_of(record)
        return f"{line} [{error}]" if error else line


class JsonLine(logging.Formatter):
    """The same as an object a line."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "process": self._process,
            "pid": record.process,
            "logger": record.name,
            "message": message_of(record),
        }
        if error := error_of(record):
            fields["error"] = error
        return json.dumps(fields, ensure_ascii=False)


def start_logging(process: str, log_format: str = "text") -> None:
    """Write log lines of this process to standard error, warnings and uncaught errors among them."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLine(process) if log_format == "json" else TextLine(process))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.captureWarnings(True)
    sys.excepthook = log_uncaught
    threading.excepthook = log_uncaught_in_thread
    quiet_libraries()


def quiet_libraries() -> None:
    """Libraries that log what they raise anyway say it once, through us."""
    for name in ("clickhouse_connect", "urllib3"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    logging.getLogger("alembic").setLevel(logging.WARNING)


def message_of(record: logging.LogRecord) -> str:
    """The message, harmless."""
    return harmless(record.getMessage())


def error_of(record: logging.LogRecord) -> str:
    """The exception that was logged with a message, or ""."""
    error = record.exc_info[1] if record.exc_info else None
    return " < ".join(describe(link) for link in chain_of(error)) if error else ""


def chain_of(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and what led to it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def describe(error: BaseException) -> str:
    """Where an exception was raised, and its kind. Its text only where that cannot quote what somebody sent."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " > ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames[-12:])
    if isinstance(error, OSError):
        text = f": {error.strerror}" if error.strerror else ""
    elif isinstance(error, sqlite3.Error):
        text = f": {error}"
    else:
        text = ""
    return harmless(f"{type(error).__qualname__}{text} at {places or '?'}")


def harmless(text: str) -> str:
    """A text on one line, of bounded length, without addresses of persons or machines."""
    masked = IPV6.sub(mask_ip, IPV4.sub(mask_ip, MAIL.sub("[e-mail]", text[: 4 * LONGEST])))
    shown = "".join(char if char.isascii() and char.isprintable() else escape(char) for char in masked)
    return shown if len(shown) <= LONGEST else shown[:LONGEST] + " …"


def mask_ip(found: re.Match[str]) -> str:
    """[ip] for an address that may be somebody's; this machine's own stay."""
    try:
        address = ipaddress.ip_address(found[0].partition("%")[0])
    except ValueError:
        return found[0]
    return found[0] if address.is_loopback or address.is_unspecified else "[ip]"


def log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Log what ends the process, but for Ctrl-C."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger("leadpump").critical("an error ended the process", exc_info=(kind, error, trace))


def log_uncaught_in_thread(failed: threading.ExceptHookArgs) -> None:
    """Log what ends a thread."""
    if failed.exc_value is not None and not isinstance(failed.exc_value, SystemExit):
        name = failed.thread.name if failed.thread else "?"
        logging.getLogger("leadpump").critical("an error ended the thread %s", name, exc_info=failed.exc_value)
