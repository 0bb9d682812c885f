"""The way to ClickHouse, embedded or server: the only module that knows its driver."""

from __future__ import annotations

import threading
from collections.abc import Generator, Mapping
from io import BytesIO
from typing import Any

import clickhouse_connect
from clickhouse_connect import common
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError, DatabaseError
from urllib3.exceptions import HTTPError

from collector.store import StoreRefused, StoreUnavailable
from leadpump.clickhouse_address import Address
from reports.query import Answer

# One client serves many threads: a session of its own would forbid that.
common.set_setting("autogenerate_session_id", False)

CONNECT_SECONDS = 5
ANSWER_SECONDS = 60
"""How long a statement is waited for."""
WORK_SECONDS = 900
"""The same for a command of the owner's, which may go through all there is."""
STREAM_BYTES = 1 << 20


class ClickHouse:
    """Statements sent to one database. Safe for many threads.

    The client talks to the server as soon as it is made, so it is made at the first statement: the product starts
    while ClickHouse is away. Every call raises StoreUnavailable when there is no answer and StoreRefused, with
    ClickHouse's error number, when the statement failed.

    ClickHouse is told to end a statement a sixth sooner than it is waited for (TIMEOUT_EXCEEDED), or it would go on
    with it beside the next try. Rows that go or come in pieces may take as long as they keep flowing.
    docs/decisions/0076-statements-end.md
    """

    def __init__(
        self, address: Address, settings: Mapping[str, Any] | None = None, answer_seconds: int = ANSWER_SECONDS
    ) -> None:
        self.address = address
        self._answer_seconds = answer_seconds
        self._in_pieces = dict(settings or {})
        self._settings = {"max_execution_time": answer_seconds * 5 / 6} | self._in_pieces
        self._lock = threading.Lock()
        self._client: Client | None = None

    def query(self, sql: str, params: Mapping[str, Any] | None = None) -> Answer:
        """Rows of a SELECT as dicts; params fill its server-side {name:Type} places."""
        try:
            result = self._connected().query(sql, parameters=dict(params or {}), settings=self._settings)
            read = result.summary.get("read_rows")
            return Answer(result.named_results(), None if read is None else int(read))
        except ClickHouseError as error:
            raise translate(error, "query") from error

    def command(self, sql: str, params: Mapping[str, Any] | None = None) -> None:
        """Run a statement that gives no rows."""
        try:
            self._connected().command(sql, parameters=dict(params or {}), settings=self._settings)
        except ClickHouseError as error:
            raise translate(error, "statement") from error

    def insert_lines(self, table: str, lines: bytes, token: str) -> None:
        """Insert JSON rows, one a line, exactly once per token: a repeated token is dropped by ClickHouse."""
        settings = self._settings | {
            "insert_deduplicate": 1,
            "insert_deduplication_token": token,
            "async_insert": 0,
            "deduplicate_blocks_in_dependent_materialized_views": 1,
            "input_format_skip_unknown_fields": 0,
            "input_format_parallel_parsing": 0,
            "date_time_input_format": "basic",
        }
        try:
            # The client repeats bytes by itself when the connection is cut, and a stream never: the loader has to know.
            self._connected().raw_insert(table, insert_block=BytesIO(lines), fmt="JSONEachRow", settings=settings)
        except ClickHouseError as error:
            raise translate(error, f"insert into {table}") from error

    def lines(self, sql: str, params: Mapping[str, Any] | None = None) -> bytes:
        """Rows of a SELECT as JSON, one a line."""
        try:
            return self._connected().raw_query(
                sql, parameters=dict(params or {}), fmt="JSONEachRow", settings=self._settings
            )
        except ClickHouseError as error:
            raise translate(error, "query") from error

    def ask(self, statement: str, output_format: str) -> bytes:
        """The answer of any statement, in one of ClickHouse's own formats unless the statement names another."""
        try:
            return self._connected().raw_query(
                statement, settings=self._settings, transport_settings={"X-ClickHouse-Format": output_format}
            )
        except ClickHouseError as error:
            raise translate(error, "statement") from error

    def stream(self, sql: str, params: Mapping[str, Any], output_format: str) -> Generator[bytes]:
        """The answer of a SELECT a piece at a time, however long it is."""
        # Our own engine holds an answer back until it is whole, unless it is asked for pieces.
        settings = self._in_pieces | {"wait_end_of_query": "0"}
        try:
            with self._connected().raw_stream(
                sql, parameters=dict(params), fmt=output_format, settings=settings
            ) as rows:
                while piece := rows.read(STREAM_BYTES):
                    yield piece
        except ClickHouseError as error:
            raise translate(error, "query") from error
        except (OSError, HTTPError) as error:
            raise StoreUnavailable(f"query: the answer broke off: {error}") from error

    def insert_stream(
        self, table: str, rows: Generator[bytes], input_format: str, settings: Mapping[str, Any] | None = None
    ) -> None:
        """Insert rows a piece at a time, however many they are."""
        try:
            self._connected().raw_insert(table, insert_block=rows, fmt=input_format, settings=dict(settings or {}))
        except ClickHouseError as error:
            raise translate(error, f"insert into {table}") from error

    def create_database(self) -> None:
        """Make the database if it is not there."""
        try:
            with self._connect(database="default") as client:
                client.command(
                    "create database if not exists {name:Identifier}",
                    {"name": self.address.database},
                    settings=self._settings,
                )
        except ClickHouseError as error:
            raise translate(error, "create database") from error

    def _connected(self) -> Client:
        with self._lock:
            if self._client is None:
                self._client = self._connect(self.address.database)
            return self._client

    def _connect(self, database: str) -> Client:
        address = self.address
        return clickhouse_connect.get_client(
            host=address.host,
            port=address.port,
            username=address.user,
            password=address.password,
            database=database,
            secure=address.secure,
            connect_timeout=CONNECT_SECONDS,
            send_receive_timeout=self._answer_seconds,
            compress=False,
        )


def translate(error: ClickHouseError, attempt: str) -> StoreUnavailable | StoreRefused:
    """The collector's words for a failure: a code means ClickHouse answered."""
    code = getattr(error, "code", None)
    if isinstance(error, DatabaseError) and code:
        return StoreRefused(int(code), f"{attempt}: {error}")
    return StoreUnavailable(f"{attempt}: {error}")
