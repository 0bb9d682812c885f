"""The way reports read ClickHouse: how they ask, and what an error means to whoever waits for the page."""

from __future__ import annotations

import time
from collections.abc import Mapping
from threading import Lock
from typing import Any

from collector.store import StoreRefused, StoreUnavailable
from collector.verdict import MEMORY_LIMIT, asks_for_too_much
from leadpump.clickhouse import ClickHouse
from leadpump.settings import Settings
from reports.query import DatabaseAskedTooMuch, DatabaseShortOfMemory, DatabaseUnavailable, Query, Rows

UNKNOWN_TABLE = 60
UNKNOWN_DATABASE = 81
TOO_LONG = frozenset({159, 160})
"""TIMEOUT_EXCEEDED and TOO_SLOW: asked again, it would take as long."""
OF_THE_MOMENT = frozenset({202, 209, 210, 236, 394})
"""TOO_MANY_SIMULTANEOUS_QUERIES, SOCKET_TIMEOUT, NETWORK_ERROR, ABORTED, QUERY_WAS_CANCELLED."""
READING = {
    "optimize_aggregation_in_order": 1,
    "aggregation_in_order_max_block_bytes": 2_000_000,
    "max_block_size": 8192,
    "readonly": 2,
}
"""Sessions are grouped by the first columns of the sorting key: in its order, no table of all of them is needed, only a
block of them for each part on disk."""
ASKED_AGAIN_AFTER = (0.1, 0.3, 1.0, 2.0)
"""Seconds after which a statement for which others left too little memory is asked again."""


def create_query(settings: Settings) -> Query:
    """The one callable through which reports read. A schema that is not there yet is a database not ready."""
    clickhouse = ClickHouse(settings.clickhouse_address(), READING)
    waits_for_memory = Lock()

    def query(sql: str, params: Mapping[str, Any]) -> Rows:
        try:
            return ask(sql, params)
        except StoreUnavailable as error:
            raise DatabaseUnavailable(str(error)) from error
        except StoreRefused as error:
            if error.code in OF_THE_MOMENT or error.code in (UNKNOWN_TABLE, UNKNOWN_DATABASE):
                raise DatabaseUnavailable(str(error)) from error
            if error.code in TOO_LONG or asks_for_too_much(error):
                raise DatabaseAskedTooMuch(str(error)) from error
            if error.code == MEMORY_LIMIT:
                raise DatabaseShortOfMemory(str(error)) from error
            raise

    def ask(sql: str, params: Mapping[str, Any]) -> Rows:
        """One more statement at a time waits until those that hold the memory may have ended."""
        try:
            return clickhouse.query(sql, params)
        except StoreRefused as error:
            if not others_hold_the_memory(error):
                raise
            refused = error
        with waits_for_memory:
            for seconds in ASKED_AGAIN_AFTER:
                time.sleep(seconds)
                try:
                    return clickhouse.query(sql, params)
                except StoreRefused as error:
                    if not others_hold_the_memory(error):
                        raise
                    refused = error
        raise refused

    return query


def others_hold_the_memory(error: StoreRefused) -> bool:
    """Whether the statement was refused for the memory of all statements together, and not for its own."""
    return error.code == MEMORY_LIMIT and not asks_for_too_much(error)
