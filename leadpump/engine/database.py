"""chDB, opened once by the engine's process; each statement runs on a connection of its own."""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from leadpump.engine.limits import configuration, session_settings

DEFAULT_MEMORY_MB = 600
UNREADABLE = 117
"""INCORRECT_DATA: what ClickHouse says of rows it cannot take."""
ERROR_CODE = re.compile(r"Code: (\d+)")


class StatementFailed(Exception):
    """ClickHouse refused a statement. code: its error number; the message is ClickHouse's."""

    def __init__(self, message: str) -> None:
        found = ERROR_CODE.search(message)
        self.code = int(found.group(1)) if found else 1002
        super().__init__(message[found.start() :] if found else message)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a statement gave: the body in the format asked for, and its counters."""

    body: bytes
    read_rows: int
    read_bytes: int
    written_rows: int
    written_bytes: int
    elapsed: float


def load_chdb() -> Any:
    """chDB without pandas and pyarrow, which it takes up where they are. Leadpump asks for no tables of theirs; they
    cost an engine 40 MB and a third of a second.
    """
    missing: dict[str, Any] = dict.fromkeys(("pandas", "pyarrow"))
    sys.modules.update(missing)
    import chdb

    return chdb


class Database:
    """The chDB engine over one folder. Only one process may open it; chDB locks the folder.

    chDB is imported here and not above: a process that has loaded it must not fork.
    """

    def __init__(self, path: Path, name: str = "leadpump", memory_mb: int = DEFAULT_MEMORY_MB) -> None:
        chdb = load_chdb()
        configured = path.with_name("engine.xml")
        configured.write_text(configuration(memory_mb))

        self._connect = chdb.connect
        options = {"config-file": str(configured.resolve())} | session_settings(memory_mb)
        self._address = f"{path.resolve()}?{urlencode(options)}"
        self._name = name
        self._lock = threading.Lock()
        self._kept_open = self._connect(self._address)
        self._kept_open.query(f"create database if not exists {quote_name(name)}")

    def run(
        self,
        statement: str,
        *,
        output_format: str = "TabSeparated",
        database: str | None = None,
        parameters: Mapping[str, str] | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> Answer:
        """Run one statement. parameters: {name: text} for its {name:Type} places. Raises StatementFailed."""
        with self._opened(database, settings) as connection:
            return answer_of(connection.query(statement, output_format, params=dict(parameters or {})))

    def stream(
        self,
        statement: str,
        *,
        output_format: str = "TabSeparated",
        database: str | None = None,
        parameters: Mapping[str, str] | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> Generator[bytes]:
        """The same for a statement that gives rows, a block of them at a time: memory holds one block."""
        with (
            self._opened(database, settings) as connection,
            connection.send_query(statement, output_format, params=dict(parameters or {})) as result,
        ):
            for part in result:
                yield part.bytes()

    @contextmanager
    def _opened(self, database: str | None, settings: Mapping[str, str] | None) -> Iterator[Any]:
        """A connection of its own, in that database, under those settings."""
        connection = self._connect(self._address)
        try:
            connection.query(f"use {quote_name(database or self._name)}")
            for key, value in (settings or {}).items():
                connection.query(f"set {setting_name(key)} = {quote_text(value)}")
            yield connection
        except RuntimeError as error:
            raise StatementFailed(str(error)) from error
        except UnicodeDecodeError as error:
            # chDB cuts its message inside a character: it quotes data it could not read.
            raise StatementFailed(f"Code: {UNREADABLE}. DB::Exception: the message cannot be read: {error}") from error
        finally:
            connection.close()

    def close(self) -> None:
        """Let go of the folder."""
        with self._lock:
            self._kept_open.close()


def answer_of(result: Any) -> Answer:
    """An Answer from chDB's result, which is None for statements that give nothing."""
    if result is None:
        return Answer(b"", 0, 0, 0, 0, 0.0)
    return Answer(
        body=result.bytes() or b"",
        read_rows=result.storage_rows_read(),
        read_bytes=result.storage_bytes_read(),
        written_rows=result.rows_written(),
        written_bytes=result.bytes_written(),
        elapsed=result.elapsed(),
    )


def quote_name(name: str) -> str:
    """A ClickHouse identifier in back-quotes."""
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"


def quote_text(text: str) -> str:
    """A ClickHouse string literal."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def setting_name(key: str) -> str:
    """The name of a setting, refused unless it is an identifier: it stands unquoted in a SET statement."""
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", key):
        raise StatementFailed(f"Code: 115. DB::Exception: Unknown setting {key!r}. (UNKNOWN_SETTING)")
    return key
