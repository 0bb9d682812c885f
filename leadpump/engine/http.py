"""ClickHouse's HTTP interface over the embedded engine, as far as its clients use it.

Serves clickhouse-connect, curl and tools such as Grafana unchanged. A request must carry the owner's token as the
password: chDB can read and write files, so whoever may send a statement owns the machine's account.
https://clickhouse.com/docs/interfaces/http
"""

from __future__ import annotations

import gzip
import hmac
import json
import os
import re
import tempfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

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
    parameters = {key[6:]: value for key, value in request.args.items() if key.startswith("param_")}
    if request.mimetype == "multipart/form-data":
        asked = asked or request.form.get("query", "").encode()
        parameters |= {key[6:]: value for key, value in request.form.items() if key.startswith("param_")}
        body = b""
    else:
        body = decompress(request.get_data(cache=False), request.headers.get("Content-Encoding", ""))
    statement = asked + b"\n" + body if asked and body else asked or body
    if not statement.strip():
        raise BadRequest("Empty query")

    output_format = request.args.get("default_format") or request.headers.get("X-ClickHouse-Format") or "TabSeparated"
    settings = {
        key: value for key, value in request.args.items() if key not in TRANSPORT and not key.startswith("param_")
    }
    run = Run(database, request.args.get("database") or request.headers.get("X-ClickHouse-Database"), settings)

    insert = INSERT_WITH_DATA.match(statement)
    if insert and not INSERT_VALUES.search(insert.group("head")):
        return response(run.insert(insert, statement[insert.end() :]), None)
    text = statement.decode("utf-8", "replace")
    rows = output_format if GIVES_ROWS.match(text) else None
    named = TRAILING_FORMAT.search(text)
    return response(run.statement(text, output_format, parameters), named.group(1) if named and rows else rows)


class Run:
    """A statement's surroundings: where it runs and with which settings."""

    def __init__(self, database: Database, name: str | None, settings: Mapping[str, str]) -> None:
        self._database = database
        self._name = name
        # readonly forbids every later SET, so it goes last.
        self._settings = dict(sorted(settings.items(), key=lambda item: item[0] == "readonly"))

    def statement(self, text: str, output_format: str, parameters: Mapping[str, str]) -> Answer:
        """Run text as it is."""
        return self._database.run(
            text,
            output_format=output_format,
            database=self._name,
            parameters=parameters,
            settings=self._settings,
        )

    def insert(self, insert: re.Match[bytes], data: bytes) -> Answer:
        """Run an INSERT whose rows follow the statement: chDB takes binary rows from a file only."""
        descriptor, name = tempfile.mkstemp(prefix="insert-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            head, settings, kind = ((insert.group(part) or b"").decode() for part in ("head", "settings", "format"))
            return self._database.run(
                f"{head} from infile {quote_text(name)} {settings} format {kind}",
                database=self._name,
                settings=self._settings,
            )
        finally:
            Path(name).unlink(missing_ok=True)


def decompress(body: bytes, encoding: str) -> bytes:
    """The body without its Content-Encoding. Raises BadRequest for one not known and for a body that is not in it."""
    from lz4.frame import LZ4FrameDecompressor

    known: dict[str, Callable[[bytes], bytes]] = {
        "": bytes,
        "identity": bytes,
        "gzip": gzip.decompress,
        "deflate": zlib.decompress,
        "lz4": LZ4FrameDecompressor().decompress,
    }
    if encoding not in known:
        raise BadRequest(f"Content-Encoding {encoding!r} is not understood here: send gzip, deflate, lz4 or none.")
    try:
        return known[encoding](body)
    except (OSError, EOFError, RuntimeError, zlib.error) as error:
        raise BadRequest(f"the body is not {encoding}: {error}") from error


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
