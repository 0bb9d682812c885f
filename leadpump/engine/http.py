"""ClickHouse's HTTP interface over the embedded engine, as far as its clients use it.

Serves clickhouse-connect, curl and tools such as Grafana unchanged. A request must carry the owner's token as the
password: chDB can read and write files, so whoever may send a statement owns the machine's account.
https://clickhouse.com/docs/interfaces/http
"""

from __future__ import annotations

import gzip
import hmac
import io
import json
import os
import re
import shutil
import tempfile
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from leadpump.engine.database import Answer, Database, StatementFailed, quote_text

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# What the transport itself uses: none of it is a setting of the engine.
TRANSPORT = frozenset(
    (
        "query",
        "database",
        "default_format",
        "user",
        "password",
        "buffer_size",
        "session_id",
        "session_timeout",
        "session_check",
        "query_id",
        "quota_key",
        "compress",
        "decompress",
        "wait_end_of_query",
        "client_protocol_version",
        "role",
        "enable_http_compression",
        "send_progress_in_http_headers",
        "http_headers_progress_interval_ms",
    )
)
INSERT_WITH_DATA = re.compile(
    rb"\s*(?P<head>insert\s+into\s.*?)(?P<settings>\bsettings\b.*?)?\bformat\s+(?P<format>(?!values\b)\w+)\s*?(?:\r?\n|$)",
    re.IGNORECASE | re.DOTALL,
)
INSERT_VALUES = re.compile(rb"\binsert\s+into\b.*?\b(values|select)\b", re.IGNORECASE | re.DOTALL)
GIVES_ROWS = re.compile(r"\s*(?:--[^\n]*\n\s*)*(select|with|show|desc|describe|explain|exists|check|\()", re.IGNORECASE)
TRAILING_FORMAT = re.compile(r"\bformat\s+(\w+)\s*;?\s*$", re.IGNORECASE)
STATUS_OF_CODE = {
    60: 404,
    81: 404,
    192: 401,
    193: 401,
    194: 401,
    516: 403,
    497: 403,
    164: 403,
    159: 408,
    241: 500,
}


PIECE_BYTES = 1 << 20
STREAM = "0"
"""Of wait_end_of_query: send rows as they come. A server does so by default; here it must be asked for, since an error
after the first rows can only break the connection off."""


class BadRequest(Exception):
    """The request cannot be read as ClickHouse's HTTP interface; the text says why."""


def create_engine(database: Database, token: str) -> Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]:
    """The WSGI application. token: what a client must give as password."""

    @Request.application
    def engine(request: Request) -> Response:
        if request.path in ("/ping", "/") and request.method == "GET" and not request.args:
            return Response("Ok.\n", content_type="text/plain")
        if not is_owner(request, token):
            return refusal(
                401,
                516,
                "leadpump: Authentication failed: give the token as password. "
                "`leadpump sql --connection` prints how. (AUTHENTICATION_FAILED)",
            )
        try:
            return answer(request, database)
        except StatementFailed as error:
            return refusal(STATUS_OF_CODE.get(error.code, 400), error.code, str(error))
        except BadRequest as error:
            return refusal(400, 1002, str(error))

    return engine


def is_owner(request: Request, token: str) -> bool:
    """Whether the request carries the token, in any of the ways ClickHouse takes a password."""
    basic = request.authorization
    offered = (
        request.headers.get("X-ClickHouse-Key")
        or (basic.password if basic is not None else None)
        or request.args.get("password")
        or ""
    )
    return bool(token) and hmac.compare_digest(offered.encode(), token.encode())


def answer(request: Request, database: Database) -> Response:
    """Run the request's statement and put its result into a response."""
    asked = request.args.get("query", "").encode()
    run = Run(database, request)
    insert = find_insert(asked + b"\n")
    if insert and insert.end() > len(asked) and request.mimetype != "multipart/form-data":
        return response(run.insert(insert, request.stream), None)
    if request.mimetype == "multipart/form-data":
        asked = asked or request.form.get("query", "").encode()
        body = b""
    else:
        body = read_whole(request)
    statement = asked + b"\n" + body if asked and body else asked or body
    if not statement.strip():
        raise BadRequest("Empty query")
    insert = find_insert(statement)
    if insert:
        return response(run.insert(insert, io.BytesIO(statement[insert.end() :]), encoding=""), None)
    return run.statement(statement.decode("utf-8", "replace"))


def find_insert(statement: bytes) -> re.Match[bytes] | None:
    """The head of an INSERT whose rows follow it in a named format; None for any other statement."""
    insert = INSERT_WITH_DATA.match(statement)
    return None if insert and INSERT_VALUES.search(insert.group("head")) else insert


class Run:
    """A statement's surroundings: where it runs, with which parameters and settings, and how its rows are wanted."""

    def __init__(self, database: Database, request: Request) -> None:
        arguments = request.args
        self._database = database
        self._name = arguments.get("database") or request.headers.get("X-ClickHouse-Database")
        self._parameters = {name[6:]: value for name, value in arguments.items() if name.startswith("param_")}
        if request.mimetype == "multipart/form-data":
            self._parameters |= {name[6:]: value for name, value in request.form.items() if name.startswith("param_")}
        # readonly forbids every later SET, so it goes last.
        self._settings = dict(sorted(settings_of(arguments).items(), key=lambda item: item[0] == "readonly"))
        self._format = arguments.get("default_format") or request.headers.get("X-ClickHouse-Format") or "TabSeparated"
        self._encoding = request.headers.get("Content-Encoding", "")
        self._at_once = arguments.get("wait_end_of_query") == STREAM

    def statement(self, text: str) -> Response:
        """Run text as it is. Rows are held until the statement ended, unless they are wanted as they come."""
        gives_rows = GIVES_ROWS.match(text) is not None
        named = TRAILING_FORMAT.search(text)
        output_format = (named.group(1) if named else self._format) if gives_rows else None
        if gives_rows and self._at_once:
            parts = self._database.stream(
                text,
                output_format=self._format,
                database=self._name,
                parameters=self._parameters,
                settings=self._settings,
            )
            return streamed(parts, output_format)
        result = self._database.run(
            text,
            output_format=self._format,
            database=self._name,
            parameters=self._parameters,
            settings=self._settings,
        )
        return response(result, output_format)

    def insert(self, insert: re.Match[bytes], rows: IO[bytes], encoding: str | None = None) -> Answer:
        """Run an INSERT whose rows follow the statement: chDB takes binary rows from a file only.

        encoding: the rows' Content-Encoding, unless it is the request's.
        """
        descriptor, name = tempfile.mkstemp(prefix="insert-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                copy_decompressed(rows, file, self._encoding if encoding is None else encoding)
            head, settings, kind = ((insert.group(part) or b"").decode() for part in ("head", "settings", "format"))
            return self._database.run(
                f"{head} from infile {quote_text(name)} {settings} format {kind}",
                database=self._name,
                settings=self._settings,
            )
        finally:
            Path(name).unlink(missing_ok=True)


def settings_of(arguments: Mapping[str, str]) -> dict[str, str]:
    """The settings of the engine among a request's arguments."""
    return {name: value for name, value in arguments.items() if name not in TRANSPORT and not name.startswith("param_")}


def read_whole(request: Request) -> bytes:
    """The body without its Content-Encoding."""
    body = io.BytesIO()
    copy_decompressed(request.stream, body, request.headers.get("Content-Encoding", ""))
    return body.getvalue()


def copy_decompressed(source: IO[bytes], target: IO[bytes], encoding: str) -> None:
    """Copy without the Content-Encoding, a piece at a time: an insert may be larger than memory.

    Raises BadRequest for an encoding not known and for a body that is not in it.
    """
    from lz4.frame import LZ4FrameFile

    known: dict[str, Callable[[IO[bytes]], Any]] = {
        "": lambda body: body,
        "identity": lambda body: body,
        "gzip": lambda body: gzip.GzipFile(fileobj=body),
        "deflate": lambda body: io.BytesIO(zlib.decompress(body.read())),
        "lz4": LZ4FrameFile,
    }
    if encoding not in known:
        raise BadRequest(f"Content-Encoding {encoding!r} is not understood here: send gzip, deflate, lz4 or none.")
    try:
        shutil.copyfileobj(known[encoding](source), target, PIECE_BYTES)
    except (gzip.BadGzipFile, EOFError, RuntimeError, zlib.error) as error:
        raise BadRequest(f"the body is not {encoding}: {error}") from error


def streamed(parts: Generator[bytes], output_format: str | None) -> Response:
    """Rows as they come. What fails before the first of them is told as ever; later, the connection breaks off."""
    first = next(parts, b"")

    def whole() -> Iterator[bytes]:
        yield first
        yield from parts

    headers = {"X-ClickHouse-Timezone": "UTC"} | ({"X-ClickHouse-Format": output_format} if output_format else {})
    answer = Response(whole(), headers=headers, content_type="text/plain; charset=UTF-8")
    answer.call_on_close(parts.close)
    return answer


def response(result: Answer, output_format: str | None) -> Response:
    """The HTTP response of a statement that ran. output_format: None for statements that give no rows."""
    summary = {
        "read_rows": str(result.read_rows),
        "read_bytes": str(result.read_bytes),
        "written_rows": str(result.written_rows),
        "written_bytes": str(result.written_bytes),
        "elapsed_ns": str(int(result.elapsed * 1e9)),
    }
    headers = {"X-ClickHouse-Summary": json.dumps(summary), "X-ClickHouse-Timezone": "UTC"}
    if output_format:
        headers["X-ClickHouse-Format"] = output_format
    return Response(result.body, headers=headers, content_type="text/plain; charset=UTF-8")


def refusal(status: int, code: int, message: str) -> Response:
    """An error in the way ClickHouse tells it."""
    text = message if message.startswith("Code: ") else f"Code: {code}. DB::Exception: {message}"
    return Response(
        text + "\n",
        status=status,
        headers={"X-ClickHouse-Exception-Code": str(code)},
        content_type="text/plain",
    )
